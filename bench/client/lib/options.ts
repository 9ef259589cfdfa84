import { parseArgs } from 'node:util';
import { COMMON_FRAMES } from './audio-loop.ts';
import { CLIENT_NAMES, type ClientName } from './run.ts';

/** What is to be measured. */
export type BenchOptions = {
  readonly sessions: readonly number[];
  readonly frames: number;
  readonly rounds: number;
  readonly clients: readonly ClientName[];
  readonly json: boolean;
  /** Whether all clients run at the same time. */
  readonly together: boolean;
  /** Node options of the client processes, such as `--cpu-prof`. */
  readonly nodeOptions: readonly string[];
};

/** Reads the command line. */
export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      sessions: { type: 'string', default: '50,200' },
      seconds: { type: 'string', default: '30' },
      rounds: { type: 'string', default: '3' },
      clients: { type: 'string', default: CLIENT_NAMES.join(',') },
      json: { type: 'boolean', default: false },
      together: { type: 'boolean', default: false },
      node: { type: 'string', multiple: true, default: [] },
    },
  });
  const wanted = values.clients.split(',');
  const unknown = wanted.filter((name) => !CLIENT_NAMES.some((known) => known === name));
  if (unknown.length > 0) throw new TypeError(`--clients: ${unknown.join(', ')} is none of ${CLIENT_NAMES.join(', ')}`);
  return {
    sessions: values.sessions.split(',').map((text) => positive('--sessions', text)),
    frames: wholeFrames(positive('--seconds', values.seconds)),
    rounds: positive('--rounds', values.rounds),
    clients: CLIENT_NAMES.filter((name) => wanted.includes(name)),
    json: values.json,
    together: values.together,
    nodeOptions: values.node,
  };
}

/** Frames of so many seconds, more if need be, such that no chunk is cut. */
export function wholeFrames(seconds: number): number {
  return Math.ceil((seconds * 50) / COMMON_FRAMES) * COMMON_FRAMES;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new TypeError(`${name} must be above 0, got ${text}`);
  return value;
}
