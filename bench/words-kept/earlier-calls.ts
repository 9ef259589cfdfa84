import { readFileSync } from 'node:fs';
import type { CallDrop, CallResult } from './call.ts';
import type { CallerStream } from './caller-stream.ts';
import type { Placement } from './placement.ts';

/** A line of output: JSON has no `Infinity`. */
type CallLine = Omit<CallResult, 'order' | 'drops'> & {
  readonly type: string;
  readonly seed: number;
  readonly stream: string;
  readonly placement: Placement;
  readonly rate: number | null;
  readonly phaseSamples: number;
  readonly drops: readonly (Omit<CallDrop, 'caughtUpAt'> & { readonly caughtUpAt: number | null })[];
};

/**
 * Calls of an earlier run with the same seed, from what it printed: a long bench may be made in pieces.
 * @throws Error when a call is of another seed or of a stream that this run does not have
 */
export function readEarlierCalls(path: string, seed: number, streams: readonly CallerStream[]): readonly CallResult[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line): CallLine => JSON.parse(line))
    .filter(({ type }) => type === 'call')
    .map(({ stream: name, placement, rate, phaseSamples, drops, ...result }) => {
      const stream = streams.find((each) => each.name === name);
      if (result.seed !== seed || stream === undefined) throw new Error(`${path} holds a call of another run`);
      const order = { stream, placement, rate: rate ?? Infinity, phaseSamples, serverUrl: '', random: () => 0 };
      return { ...result, order, drops: drops.map((drop) => ({ ...drop, caughtUpAt: drop.caughtUpAt ?? Infinity })) };
    });
}
