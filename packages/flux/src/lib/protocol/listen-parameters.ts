/** The model names of the protocol. */
export type FluxModel = 'flux-general-en' | 'flux-general-multi';

/** The encodings the query may name. Containers (WAV, Ogg, WebM) are sent without one. */
export type FluxEncoding = 'linear16' | 'linear32' | 'mulaw' | 'alaw' | 'opus' | 'ogg-opus';

/** What `redact` may be. */
export type FluxRedaction = 'numbers' | 'aggressive_numbers';

/** The query of `/v2/listen`, in TypeScript terms. What is left out is not sent and the server's default holds. */
export type ListenParameters = {
  /** Required by the server. */
  readonly model: FluxModel;
  /** Leave out, with `sampleRateHz`, for audio in a container. */
  readonly encoding?: FluxEncoding;
  /** Hz: 8000, 16 000, 24 000, 44 100 or 48 000. Needed with every encoding but `ogg-opus`. */
  readonly sampleRateHz?: number;
  /** 0.5 to 1; server default 0.7. */
  readonly eotThreshold?: number;
  /** 0.3 to 0.9 and at most `eotThreshold`; left out: no eager events. */
  readonly eagerEotThreshold?: number;
  /** 500 to 60 000; server default 5 000. */
  readonly eotTimeoutMs?: number;
  /** Words to expect: at most 100, none blank, each at most 100 characters. */
  readonly keyterms?: readonly string[];
  /** Language codes such as `en` or `pt-BR`; `flux-general-multi` only. */
  readonly languageHints?: readonly string[];
  /** Write numbers as digits. Server default false; since July 2026. */
  readonly numerals?: boolean;
  /** Mask profanity. Server default false; since July 2026. */
  readonly profanityFilter?: boolean;
  /** What to replace by `*`. Server default: nothing. */
  readonly redact?: FluxRedaction;
  /** Keep the audio out of the vendor's model improvement program, at another price. Server default false. */
  readonly mipOptOut?: boolean;
  /** Labels for the vendor's usage reports. At most 128 characters each. */
  readonly tags?: readonly string[];
};
