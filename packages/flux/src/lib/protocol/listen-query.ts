import type { ListenParameters } from './listen-parameters.ts';

/** How the query names each parameter of `/v2/listen`, in the order in which {@link buildListenUrl} writes them. */
export const QUERY_NAMES: { readonly [Parameter in keyof ListenParameters]-?: string } = {
  model: 'model',
  sampleRateHz: 'sample_rate',
  encoding: 'encoding',
  eagerEotThreshold: 'eager_eot_threshold',
  eotThreshold: 'eot_threshold',
  eotTimeoutMs: 'eot_timeout_ms',
  numerals: 'numerals',
  mipOptOut: 'mip_opt_out',
  profanityFilter: 'profanity_filter',
  redact: 'redact',
  keyterms: 'keyterm',
  tags: 'tag',
  languageHints: 'language_hint',
};

/** The names that stand once for each entry; every other name stands at most once. */
export const REPEATED_QUERY_NAMES: ReadonlySet<string> = new Set([
  QUERY_NAMES.keyterms,
  QUERY_NAMES.tags,
  QUERY_NAMES.languageHints,
]);
