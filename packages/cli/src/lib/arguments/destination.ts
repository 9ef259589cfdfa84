import { CliError, usageError } from '../failure/cli-error.ts';
import { EXIT_CODE } from '../failure/exit-code.ts';
import type { CliIo } from '../io/cli-io.ts';
import { printable } from '../io/printable.ts';
import { readApiKey } from './credential.ts';
import { isLoopback } from './loopback.ts';
import type { OptionGroup } from './option-definition.ts';
import type { ParsedOptions } from './parse-options.ts';

/** Where the audio goes: to a server inside this process, or to one at an address. */
export type Destination =
  | { readonly kind: 'local' }
  | { readonly kind: 'remote'; readonly url: string; readonly apiKey: string; readonly notices: readonly string[] };

const deepgramUrl = 'wss://api.deepgram.com/v2/listen';

/** Longest wait until a server is ready, unless `--connect-timeout-ms` says otherwise. */
export const defaultConnectTimeoutMs = 10_000;

/** Sent to a server of one's own when there is no key: it takes any credential, but the protocol asks for one. */
const placeholderKey = 'none';

/** The options that choose a {@link Destination}. */
export const destinationOptions: OptionGroup = {
  title: 'Where the audio goes (default: nowhere, it is transcribed on this machine)',
  options: [
    { name: 'deepgram', kind: 'flag', description: `To Deepgram, ${deepgramUrl}.` },
    {
      name: 'url',
      kind: 'text',
      value: 'address',
      description: 'To a Flux server at this ws:// or wss:// address.',
    },
    {
      name: 'api-key-file',
      kind: 'text',
      value: 'file',
      description: 'A file with the key. Default: the environment variable DEEPGRAM_API_KEY.',
    },
    {
      name: 'connect-timeout-ms',
      kind: 'number',
      value: '100-120000',
      range: { min: 100, max: 120_000 },
      description: 'Longest wait until the server is ready. Default: 10000.',
    },
  ],
};

/**
 * Where the audio goes by the caller's options.
 * @throws CliError for options that contradict each other, an unusable address, or a missing key
 */
export async function readDestination(options: ParsedOptions, io: CliIo): Promise<Destination> {
  const address = options.texts.get('url');
  const toDeepgram = options.flags.has('deepgram');
  if (toDeepgram && address !== undefined) {
    throw usageError('Give --deepgram or --url, not both; for a region of Deepgram use --url with its address');
  }
  if (!toDeepgram && address === undefined) {
    if (options.texts.has('api-key-file')) throw usageError('--api-key-file needs --deepgram or --url');
    return { kind: 'local' };
  }

  const apiKey = await readApiKey(options, io);
  if (address === undefined) {
    if (apiKey === undefined) {
      throw new CliError(EXIT_CODE.connection, 'Deepgram needs a key: set DEEPGRAM_API_KEY or use --api-key-file');
    }
    return { kind: 'remote', url: deepgramUrl, apiKey, notices: [] };
  }
  const url = readAddress(address);
  const notices =
    apiKey !== undefined && url.protocol === 'ws:' && !isLoopback(url.hostname)
      ? [`The key travels unencrypted to ${url.host}; use wss:// where the server offers it`]
      : [];
  return { kind: 'remote', url: url.href, apiKey: apiKey ?? placeholderKey, notices };
}

/** The address without its query, which may hold secrets, for a person to read. */
export function shownAddress(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return printable(`${protocol}//${host}${pathname}`);
}

function readAddress(address: string): URL {
  if (!URL.canParse(address))
    throw usageError('--url must be a ws:// or wss:// address, such as ws://127.0.0.1:8080/v2/listen');
  const url = new URL(address);
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw usageError(`--url must begin with ws:// or wss://; got ${JSON.stringify(`${url.protocol}//`)}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw usageError('--url must not hold a user name or password; use --api-key-file');
  }
  if (url.hash !== '') throw usageError('--url must not hold a # part');
  if (url.pathname === '/') url.pathname = '/v2/listen';
  return url;
}
