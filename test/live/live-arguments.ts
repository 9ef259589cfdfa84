import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isLoopback } from '../../packages/cli/src/lib/arguments/loopback.ts';

/** What the command line asks for. */
export type LiveArguments = {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly isLocal: boolean;
  readonly budgetSeconds: number;
  readonly maxMinutes: number;
  /** Speed of the audio in times real time. */
  readonly rate: number;
  readonly parallel: number;
  /** Ids of the only probes to run; all where it is empty. */
  readonly only: readonly string[];
  readonly capturePath: string;
  readonly isDryRun: boolean;
};

export const USAGE = `npm run verify:live -- [options]

Holds a Flux server to docs/protocol.md and asks it what nobody has published. The key comes from DEEPGRAM_API_KEY or
--api-key-file; a server on this machine needs none.

  --url <address>            default wss://api.deepgram.com/v2/listen
  --api-key-file <file>      a file that holds the key and nothing else
  --budget-seconds <number>  the most audio that is sent; default 600
  --max-minutes <number>     the longest run; default 15
  --rate <number>            speed of the audio in times real time; default 1, on this machine 6
  --parallel <number>        probes at once; default 4
  --only <id,id>             these probes alone; their ids are the first column of the table
  --capture <file>           where everything on the wire goes; default .cache/verify-live/<time>.jsonl
  --dry-run                  say what would be done and what it would cost, and stop`;

/**
 * Reads the command line.
 * @throws Error with a sentence for the user; the key is never in it
 */
export function readLiveArguments(argv: readonly string[], environment: NodeJS.ProcessEnv, now: Date): LiveArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      url: { type: 'string', default: 'wss://api.deepgram.com/v2/listen' },
      'api-key-file': { type: 'string' },
      'budget-seconds': { type: 'string', default: '600' },
      'max-minutes': { type: 'string', default: '15' },
      rate: { type: 'string' },
      parallel: { type: 'string', default: '4' },
      only: { type: 'string', default: '' },
      capture: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const url = readUrl(values.url);
  const isLocal = isLoopback(url.hostname);
  const apiKey = readKey(values['api-key-file'], environment);
  if (apiKey === undefined && !isLocal && !values['dry-run']) {
    throw new Error('No key: set DEEPGRAM_API_KEY, or name a file that holds it with --api-key-file');
  }
  if (apiKey !== undefined && !isLocal && url.protocol !== 'wss:') {
    throw new Error('The key would travel unencrypted: give a wss: address');
  }
  return {
    url: url.href,
    apiKey,
    isLocal,
    budgetSeconds: positive('--budget-seconds', values['budget-seconds']),
    maxMinutes: positive('--max-minutes', values['max-minutes']),
    rate: positive('--rate', values.rate ?? (isLocal ? '6' : '1')),
    parallel: positive('--parallel', values.parallel),
    only: values.only.split(',').filter((id) => id !== ''),
    capturePath: values.capture ?? `.cache/verify-live/${now.toISOString().replaceAll(/[:.]/gu, '-')}.jsonl`,
    isDryRun: values['dry-run'],
  };
}

function readUrl(text: string): URL {
  if (!URL.canParse(text)) throw new Error('--url must be an absolute ws: or wss: address');
  const url = new URL(text);
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') throw new Error('--url must be a ws: or wss: address');
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw new Error('--url must hold no credential and no query');
  }
  return url;
}

function readKey(file: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
  const key = file === undefined ? environment['DEEPGRAM_API_KEY']?.trim() : readKeyFile(file);
  if (key === undefined || key === '') return undefined;
  if (!/^[\u0021-\u007E]+$/u.test(key)) throw new Error('The key holds a character that no key has, such as a space');
  return key;
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Error(`The key file ${file} cannot be read`);
  }
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0`);
  return value;
}
