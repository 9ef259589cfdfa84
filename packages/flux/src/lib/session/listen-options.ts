import type { FluxEncoding, FluxModel, FluxRedaction } from '../protocol/listen-parameters.ts';
import type { Credential } from '../transport/credential.ts';
import type { FluxTransport } from '../transport/transport.ts';

/** Where a session writes its log. Silent when absent. */
export type Logger = {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
};

/** The settings a running session can change; see `configure()`. */
export type TurnSettings = {
  /** Confidence at which a turn ends: 0.5 to 1. Server default 0.7. */
  readonly eotThreshold?: number;
  /** Confidence at which an end is predicted: 0.3 to 0.9, at most `eotThreshold`. Default: no eager events. */
  readonly eagerEotThreshold?: number | null;
  /** Silence after which a turn ends anyway: 500 to 60 000 ms of audio. Server default 5 000. */
  readonly eotTimeoutMs?: number;
  /** Words to expect, at most 100. */
  readonly keyterms?: readonly string[];
  /** Languages to expect; `flux-general-multi` only. */
  readonly languageHints?: readonly string[];
  /** Write numbers as digits. Server default: off. */
  readonly numerals?: boolean;
};

/** A change of settings. Those that only a dial can carry redial between turns. */
export type SettingsDelta = TurnSettings & {
  /** Default `flux-general-en`. Redials. */
  readonly model?: FluxModel;
  /** Redials. */
  readonly profanityFilter?: boolean;
  /** Redials. */
  readonly redact?: FluxRedaction;
  /** Redials. */
  readonly mipOptOut?: boolean;
  /** Redials. At most 128 characters each. */
  readonly tags?: readonly string[];
};

/** All the settings of a session. What is left out holds the server's default; an eager threshold of `null` is off. */
export type SessionSettings = SettingsDelta & {
  /** The model that listens. */
  readonly model: FluxModel;
  /** How the audio is encoded; fixed for the session. */
  readonly encoding: FluxEncoding | 'container';
  /** Samples a second; fixed for the session. */
  readonly sampleRateHz: number;
};

/** How a session resumes after a lost connection. */
export type ResumeOptions = {
  /** Speed of the replay in times real time. Default 1.25, the vendor's ceiling; `Infinity` for one's own server. */
  readonly rate?: number;
  /** Longest open turn that is replayed whole, in seconds. Default 10. */
  readonly maxReplaySeconds?: number;
};

/** How a session dials and redials. */
export type ConnectionOptions = {
  /** Deadline over `auth()`, DNS, TCP, TLS, the upgrade and `Connected`. Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** Failed dials in a row before the session gives up. Default 8. */
  readonly maxFailedDials?: number;
  /** Upper bound of one wait between dials. Default 10 000. */
  readonly maxRedialDelayMs?: number;
  /** Where the platform can ping: how often. Default 5 000; `0` for never. */
  readonly pingIntervalMs?: number;
  /**
   * Where the platform cannot ping: how often 80 ms of silence goes out while no audio comes, so that the server, which closes
   * after 60 s, does not. Counted as `silentSeconds`, and billed. Default 0: never; the session parks instead.
   */
  readonly idleSilenceIntervalMs?: number;
  /** Longest time without audio that is bridged by silence. Default 600 000. */
  readonly maxIdleSilenceMs?: number;
  /**
   * Time without audio in an open turn after which silence goes out, so that the turn can end; at least twice the source's
   * usual wait. Default 500.
   */
  readonly sourceStallMs?: number;
};

/** Everything `listen()` takes. Exactly one of `apiKey`, `token` and `auth` names the credential. */
export type ListenOptions = SettingsDelta & {
  /** A Deepgram API key. In a browser prefer `auth`, which keeps the key on your server. */
  readonly apiKey?: string;
  /** A short-lived token. It expires: with redials, use `auth`. */
  readonly token?: string;
  /** Called for every dial, inside the connect deadline. */
  readonly auth?: (signal: AbortSignal) => Promise<Credential> | Credential;
  /** Default `wss://api.deepgram.com/v2/listen`. A query in it is kept; it must not name what the options name. */
  readonly url?: string;
  /** Default `linear16`. `'container'` for WAV, Ogg or WebM, whose header says the rest. */
  readonly encoding?: FluxEncoding | 'container';
  /** Default 16 000. */
  readonly sampleRateHz?: number;
  /**
   * Who ends turns. Default `'automatic'`: the server. `'manual'`: `forceEndTurn()`, for push-to-talk or a detector of your own; the
   * thresholds and the timeout are then not yours to set, and the server still ends a turn after 60 s of silence.
   */
  readonly turnDetection?: 'automatic' | 'manual';
  /** Audio per binary message. Default 80 ms, the vendor's advice. */
  readonly chunkMs?: number;
  /** Audio kept while it cannot be sent. Default 30. */
  readonly maxBufferedSeconds?: number;
  /** What to do with audio over `maxBufferedSeconds`. Default `'drop-oldest'`, counted as lost. */
  readonly overflow?: 'drop-oldest' | 'fail';
  /** What is heard again after a lost connection, and how fast. */
  readonly resume?: ResumeOptions;
  /** Deadlines and tries. */
  readonly connection?: ConnectionOptions;
  /** Default: silent. Given request ids, never a credential, and no transcript above debug. */
  readonly logger?: Logger;
  /** Cancels the session. */
  readonly signal?: AbortSignal;
  /** How to reach the server. Default: the platform's WebSocket (`ws` under Node). */
  readonly transport?: FluxTransport;
  /** Time and randomness, for tests. */
  readonly clock?: Clock;
};

/** Time and chance, so that tests can bring their own. */
export type Clock = {
  /** Monotonic milliseconds. */
  now(): number;
  /** Calls back once, about `delayMs` later; returns what undoes it. Must not keep a process alive. */
  wake(delayMs: number, callback: () => void): () => void;
  /** 0 to 1. */
  random(): number;
};
