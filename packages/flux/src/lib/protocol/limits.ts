/**
 * The numbers of the protocol, and the bounds this package puts on what it reads.
 *
 * The first group is Deepgram's; each entry names where it was published or measured. The second group is ours:
 * it keeps hostile or broken input from costing more than a message.
 */
export const LIMITS: {
  /** `eot_threshold`, inclusive. API specification and changelog of 2026-08-28; 0.49 and 1.01 are refused live. */
  readonly eotThreshold: { readonly minimum: number; readonly maximum: number; readonly serverDefault: number };
  /** `eager_eot_threshold`, inclusive; no default, eager events are then off. Configuration page. */
  readonly eagerEotThreshold: { readonly minimum: number; readonly maximum: number };
  /** `eot_timeout_ms`, inclusive, whole milliseconds of audio. API specification and current configuration page. */
  readonly eotTimeoutMs: { readonly minimum: number; readonly maximum: number; readonly serverDefault: number };
  /** Sample rates the quickstart page lists, in Hz. */
  readonly sampleRatesHz: readonly number[];
  /** Key terms per connection; the 101st is refused at the handshake (measured, September 2026). */
  readonly maxKeyterms: number;
  /** Characters of one key term; 101 were answered with 400 (deepgram-python-sdk issue 616). */
  readonly maxKeytermCharacters: number;
  /** Characters of one tag. API specification. */
  readonly maxTagCharacters: number;
  /** Seconds without audio or ping after which the service closes. Flux and Nova-3 comparison page. */
  readonly idleSeconds: number;
  /** Audio per binary message, in milliseconds, that the quickstart page strongly recommends. */
  readonly recommendedChunkMs: number;
  /** Seconds of audio the model decodes per step. Measured on a capture of the live service. */
  readonly stepSeconds: number;

  /** Ours: UTF-16 units of one server message; room for an hour-long turn. */
  readonly maxServerMessageCharacters: number;
  /** Ours: UTF-16 units of one client text message; room for 100 key terms of 100 characters, escaped. */
  readonly maxClientMessageCharacters: number;
  /** Ours: UTF-16 units of a `/v2/listen` address with its query. */
  readonly maxUrlCharacters: number;
  /** Ours: words of one `TurnInfo`. */
  readonly maxWords: number;
  /** Ours: entries of any other list in a message. More than Deepgram's own limits, so that those are named first. */
  readonly maxListEntries: number;
  /** Ours: UTF-16 units of an identifier: request id, code, trigger, event, language. */
  readonly maxIdentifierCharacters: number;
  /** Ours: UTF-16 units of one entry of a list of texts. */
  readonly maxEntryCharacters: number;
} = {
  eotThreshold: { minimum: 0.5, maximum: 1, serverDefault: 0.7 },
  eagerEotThreshold: { minimum: 0.3, maximum: 0.9 },
  eotTimeoutMs: { minimum: 500, maximum: 60_000, serverDefault: 5000 },
  sampleRatesHz: [8000, 16_000, 24_000, 44_100, 48_000],
  maxKeyterms: 100,
  maxKeytermCharacters: 100,
  maxTagCharacters: 128,
  idleSeconds: 60,
  recommendedChunkMs: 80,
  stepSeconds: 0.08,

  maxServerMessageCharacters: 1_048_576,
  maxClientMessageCharacters: 65_536,
  maxUrlCharacters: 65_536,
  maxWords: 10_000,
  maxListEntries: 1000,
  maxIdentifierCharacters: 256,
  maxEntryCharacters: 4096,
};
