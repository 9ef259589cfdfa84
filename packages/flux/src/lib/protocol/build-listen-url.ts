import type { ListenParameters } from './listen-parameters.ts';
import { QUERY_NAMES } from './listen-query.ts';

const WEB_SOCKET_SCHEMES: ReadonlyMap<string, string> = new Map([
  ['ws:', 'ws:'],
  ['wss:', 'wss:'],
  ['http:', 'ws:'],
  ['https:', 'wss:'],
]);

/**
 * Builds the address to dial.
 *
 * `http` and `https` become `ws` and `wss`. A path in the base is kept; without one it is `/v2/listen`. A query in the
 * base is kept as it was written, ahead of the parameters, except that a parameter given here replaces every
 * occurrence of its name there. A fragment is dropped. Lists become repeated keys; every value is encoded as in a form
 * (a space is `+`). The order is always the same. Values are not checked: see {@link checkTurnSettings}.
 *
 * @throws TypeError when the base is not an absolute `ws`, `wss`, `http` or `https` address.
 */
export function buildListenUrl(baseUrl: string, parameters: ListenParameters): string {
  if (!URL.canParse(baseUrl)) {
    throw new TypeError('url must be an absolute address, such as wss://api.deepgram.com/v2/listen');
  }
  const url = new URL(baseUrl);
  const scheme = WEB_SOCKET_SCHEMES.get(url.protocol);
  if (scheme === undefined) {
    throw new TypeError(`url must begin with wss:, ws:, https: or http:, got ${url.protocol}`);
  }
  const query = new URLSearchParams();
  for (const [parameter, name] of entriesOf(QUERY_NAMES)) {
    for (const value of valuesOf(parameters[parameter])) query.append(name, value);
  }
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !query.has(nameOf(pair)));
  url.protocol = scheme;
  if (url.pathname === '/') url.pathname = '/v2/listen';
  url.hash = '';
  url.search = [...kept, query.toString()].filter((part) => part !== '').join('&');
  return url.href;
}

function valuesOf(value: string | number | boolean | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [String(value)];
}

function nameOf(pair: string): string {
  return new URLSearchParams(pair).keys().next().value ?? '';
}

function entriesOf(names: typeof QUERY_NAMES): readonly (readonly [keyof ListenParameters, string])[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.entries types its keys as string
  return Object.entries(names) as [keyof ListenParameters, string][];
}
