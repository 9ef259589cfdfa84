/** The model names of the protocol. */
export type FluxModel = 'flux-general-en' | 'flux-general-multi';

/** The encodings the query may name. Containers (WAV, Ogg, WebM) are sent without one. */
export type FluxEncoding = 'linear16' | 'linear32' | 'mulaw' | 'alaw' | 'opus' | 'ogg-opus';

/** What `redact` may be. */
export type FluxRedaction = 'numbers' | 'aggressive_numbers';

/** The query of `/v2/listen`, in TypeScript terms. What is left out is not sent and the server's default holds. */
export type ListenParameters = {
  readonly model: FluxModel;
  /** Leave out, with `sampleRateHz`, for audio in a container. */
  readonly encoding?: FluxEncoding;
  readonly sampleRateHz?: number;
  /** 0.5 to 1; server default 0.7. */
  readonly eotThreshold?: number;
  /** 0.3 to 0.9 and at most `eotThreshold`; left out: no eager events. */
  readonly eagerEotThreshold?: number;
  /** 500 to 60 000; server default 5 000. */
  readonly eotTimeoutMs?: number;
  /** At most 100. */
  readonly keyterms?: readonly string[];
  /** `flux-general-multi` only. */
  readonly languageHints?: readonly string[];
  readonly numerals?: boolean;
  readonly profanityFilter?: boolean;
  readonly redact?: FluxRedaction;
  readonly mipOptOut?: boolean;
  /** At most 128 characters each. */
  readonly tags?: readonly string[];
};
