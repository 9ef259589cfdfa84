// One constant for each, so that a page takes only those it uses.
export const EOT_THRESHOLD = { minimum: 0.5, maximum: 1, serverDefault: 0.7 };
export const EAGER_EOT_THRESHOLD = { minimum: 0.3, maximum: 0.9 };
export const EOT_TIMEOUT_MS = { minimum: 500, maximum: 60_000, serverDefault: 5000 };
export const SAMPLE_RATES_HZ: readonly number[] = [8000, 16_000, 24_000, 44_100, 48_000];
export const MAX_KEYTERMS = 100;
export const MAX_KEYTERM_CHARACTERS = 100;
export const MAX_TAG_CHARACTERS = 128;
const IDLE_SECONDS = 60;
const RECOMMENDED_CHUNK_MS = 80;
export const STEP_SECONDS = 0.08;

/**
 * A server cuts audio into steps from the first sample of a connection on, and hears other words where they fall elsewhere: what
 * is sent again, or left out, keeps to this grid of the call. Two steps are five windows of a usual voice-activity detector.
 */
export const GRID_SECONDS: number = 2 * STEP_SECONDS;
export const MAX_SERVER_MESSAGE_CHARACTERS = 1_048_576;
export const MAX_CLIENT_MESSAGE_CHARACTERS = 65_536;
export const MAX_URL_CHARACTERS = 65_536;
export const MAX_WORDS = 10_000;
export const MAX_LIST_ENTRIES = 1000;
export const MAX_IDENTIFIER_CHARACTERS = 256;
export const MAX_ENTRY_CHARACTERS = 4096;

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
  eotThreshold: EOT_THRESHOLD,
  eagerEotThreshold: EAGER_EOT_THRESHOLD,
  eotTimeoutMs: EOT_TIMEOUT_MS,
  sampleRatesHz: SAMPLE_RATES_HZ,
  maxKeyterms: MAX_KEYTERMS,
  maxKeytermCharacters: MAX_KEYTERM_CHARACTERS,
  maxTagCharacters: MAX_TAG_CHARACTERS,
  idleSeconds: IDLE_SECONDS,
  recommendedChunkMs: RECOMMENDED_CHUNK_MS,
  stepSeconds: STEP_SECONDS,

  maxServerMessageCharacters: MAX_SERVER_MESSAGE_CHARACTERS,
  maxClientMessageCharacters: MAX_CLIENT_MESSAGE_CHARACTERS,
  maxUrlCharacters: MAX_URL_CHARACTERS,
  maxWords: MAX_WORDS,
  maxListEntries: MAX_LIST_ENTRIES,
  maxIdentifierCharacters: MAX_IDENTIFIER_CHARACTERS,
  maxEntryCharacters: MAX_ENTRY_CHARACTERS,
};
