import { MAX_URL_CHARACTERS, SAMPLE_RATES_HZ } from './limits.ts';
import type { FluxEncoding, FluxModel, FluxRedaction, ListenParameters } from './listen-parameters.ts';
import { QUERY_NAMES } from './listen-query.ts';
import { present } from './present.ts';
import { QueryReader } from './query-reader.ts';
import { checkTurnSettings } from './turn-settings.ts';

/**
 * What came of reading the address of an upgrade request. On `invalid`, `parameter` is the query name at fault (`url`
 * for the address as a whole) and `reason` follows it in a sentence: `smart_format` + `is not a parameter of
 * /v2/listen`. `httpStatus` is the live service's answer: 403 for a model it does not have, else 400.
 */
export type ParsedListenUrl =
  | { readonly kind: 'ok'; readonly parameters: ListenParameters }
  | {
      readonly kind: 'invalid';
      readonly parameter: string;
      readonly reason: string;
      readonly httpStatus: 400 | 403;
    };

const KNOWN_NAMES: ReadonlySet<string> = new Set(Object.values(QUERY_NAMES));
const MODELS: readonly FluxModel[] = ['flux-general-en', 'flux-general-multi'];
const ENCODINGS: readonly FluxEncoding[] = ['linear16', 'linear32', 'mulaw', 'alaw', 'opus', 'ogg-opus'];
const REDACTIONS: readonly FluxRedaction[] = ['numbers', 'aggressive_numbers'];

/**
 * Reads the query of `/v2/listen` as strictly as the service does: a name it does not know is refused by name, and so
 * is a value that is empty, out of range or given twice. Never throws. The scheme, host and path are not looked at.
 *
 * @param url - An absolute address, or the path and query of a request line.
 */
export function parseListenUrl(url: string | URL): ParsedListenUrl {
  const address = typeof url === 'string' ? url : url.href;
  if (address.length > MAX_URL_CHARACTERS) {
    return refuse('url', `has ${address.length} characters, the limit is ${MAX_URL_CHARACTERS}`);
  }
  const reader = new QueryReader(queryOf(address), KNOWN_NAMES);
  const model = reader.choice(QUERY_NAMES.model, MODELS, 403);
  const rest: Omit<ListenParameters, 'model'> = {
    ...present('encoding', reader.choice(QUERY_NAMES.encoding, ENCODINGS)),
    ...present('sampleRateHz', reader.number(QUERY_NAMES.sampleRateHz)),
    ...present('eotThreshold', reader.number(QUERY_NAMES.eotThreshold)),
    ...present('eagerEotThreshold', reader.number(QUERY_NAMES.eagerEotThreshold)),
    ...present('eotTimeoutMs', reader.number(QUERY_NAMES.eotTimeoutMs)),
    ...present('keyterms', reader.list(QUERY_NAMES.keyterms)),
    ...present('languageHints', reader.list(QUERY_NAMES.languageHints)),
    ...present('numerals', reader.flag(QUERY_NAMES.numerals)),
    ...present('profanityFilter', reader.flag(QUERY_NAMES.profanityFilter)),
    ...present('redact', reader.choice(QUERY_NAMES.redact, REDACTIONS)),
    ...present('mipOptOut', reader.flag(QUERY_NAMES.mipOptOut)),
    ...present('tags', reader.list(QUERY_NAMES.tags)),
  };
  if (reader.problem !== undefined) return { kind: 'invalid', ...reader.problem };
  if (model === undefined) return refuse(QUERY_NAMES.model, `is required: ${MODELS.join(' or ')}`);
  const parameters: ListenParameters = { model, ...rest };
  return refuseAudio(parameters) ?? refuseSettings(parameters) ?? { kind: 'ok', parameters };
}

/** A raw encoding needs its sample rate, and a rate its encoding. `ogg-opus` carries its own rate. */
function refuseAudio({ encoding, sampleRateHz }: ListenParameters): ParsedListenUrl | undefined {
  if (sampleRateHz === undefined) {
    if (encoding === undefined || encoding === 'ogg-opus') return undefined;
    return refuse(QUERY_NAMES.sampleRateHz, `is required with encoding=${encoding}`);
  }
  if (!SAMPLE_RATES_HZ.includes(sampleRateHz)) {
    return refuse(QUERY_NAMES.sampleRateHz, `must be one of ${SAMPLE_RATES_HZ.join(', ')}, got ${sampleRateHz}`);
  }
  if (encoding !== undefined) return undefined;
  return refuse(QUERY_NAMES.encoding, 'is required with sample_rate; leave out both for audio in a container');
}

function refuseSettings(parameters: ListenParameters): ParsedListenUrl | undefined {
  const problem = checkTurnSettings(parameters);
  return problem && refuse(QUERY_NAMES[problem.field], problem.reason);
}

function refuse(parameter: string, reason: string): ParsedListenUrl {
  return { kind: 'invalid', parameter, reason, httpStatus: 400 };
}

function queryOf(address: string): URLSearchParams {
  const [withoutFragment = ''] = address.split('#', 1);
  const start = withoutFragment.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : withoutFragment.slice(start + 1));
}
