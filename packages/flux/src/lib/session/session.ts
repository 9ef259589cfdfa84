import type { FluxError } from '../errors.ts';
import type { ServerMessage, WarningMessage } from '../protocol/server-message.ts';
import type { SessionSettings, SettingsDelta } from './listen-options.ts';
import type { TurnEndEvent, TurnEvent } from './turn-event.ts';

/** Where a session stands. */
export type SessionStatus =
  | 'idle'
  | 'dialing'
  | 'handshaking'
  | 'open'
  | 'waiting-to-redial'
  | 'parked'
  | 'draining'
  | 'closed'
  | 'failed';

/** A snapshot of a session. */
export type SessionState = {
  readonly status: SessionStatus;
  /** The server's id of the current connection. */
  readonly requestId: string | undefined;
  /** Connections that reached `Connected` so far. */
  readonly connections: number;
  /** Accepted audio not yet sent, in seconds. */
  readonly behindSeconds: number;
  readonly openTurnId: number | undefined;
};

/** Seconds of audio by what became of them. `accepted` is all the caller's; `replayed` and `silent` are sent on top. */
export type Usage = {
  readonly acceptedSeconds: number;
  readonly sentSeconds: number;
  readonly replayedSeconds: number;
  /** Silence the session put in. */
  readonly silentSeconds: number;
  /** Silence between turns left out while catching up. */
  readonly skippedSeconds: number;
  /** Given up: never sent, or sent on a connection that was lost, and not sent again. */
  readonly lostSeconds: number;
};

/** What a settings change came to. */
export type ConfigureResult = {
  /** The settings in force, all of them. */
  readonly settings: SessionSettings;
  /** `configure`: acknowledged on the running connection; `connect`: taken by a new one. */
  readonly via: 'configure' | 'connect';
};

/** A figure about the session, as it becomes known. */
export type SessionMetric =
  | { readonly name: 'connect'; readonly durationMs: number }
  | { readonly name: 'redial-gap'; readonly durationMs: number }
  | { readonly name: 'event-latency'; readonly durationMs: number; readonly event: string }
  | { readonly name: 'eager-lead'; readonly durationMs: number; readonly turnId: number };

/** Something worth knowing that stops nothing. */
export type SessionWarning = {
  /**
   * A `FluxErrorCode` for a failure that the session gets over by itself (a lost connection, a failed dial); `parked` and
   * `connection-replaced` where a connection went without trouble; `audio-lost` for audio that was sent and is not known to be
   * decoded when the session has ended; otherwise the code of the server's warning or of a setting.
   */
  readonly code: string;
  readonly message: string;
  readonly requestId?: string | undefined;
  /** The server's warning, when it came from there. */
  readonly serverMessage?: WarningMessage;
};

/** The notices of a session and what each listener is given. */
export type SessionNotices = {
  readonly state: SessionState;
  readonly message: ServerMessage;
  readonly warning: SessionWarning;
  readonly error: FluxError;
  readonly metrics: SessionMetric;
};

/** Options of `forceEndTurn()`. */
export type ForceEndTurnOptions = {
  /** Longest wait for the words of the audio already sent. Default 500; 0: do not wait. */
  readonly settleMs?: number;
};

/**
 * One caller's audio and turns, over as many connections as it takes.
 *
 * A session that was told to end has ended. One that failed comes back where the cause allows: with new audio, no sooner than 10 s
 * after a failure that time may mend; with `configure()` when the settings were the cause. It then has a new `opened`, a new `closed`
 * and new readers of `events`; its turn ids and its usage go on.
 */
export interface Session {
  readonly state: SessionState;
  readonly usage: Usage;
  /** Resolves at the first `Connected`; rejects when the session ends before. Never an unhandled rejection. */
  readonly opened: Promise<void>;
  /** Resolves when the session has ended after `stop`, `finish` or `cancel`; rejects with the terminal error. Never an unhandled rejection. */
  readonly closed: Promise<void>;
  /** Every turn event, for each `for await` from the open turn on. Ends with the session; throws its terminal error. */
  readonly events: AsyncIterable<TurnEvent>;
  /** Audio in, with back-pressure. Closing it is `finish()`, aborting it is `cancel()`. */
  readonly audio: WritableStream<Uint8Array>;
  /** Takes audio: copies it, never throws, never waits. `false` when more than a second waits to be sent, or the session has ended. */
  send(chunk: Uint8Array): boolean;
  /** Resolves when less than a second of audio waits to be sent, or the session has ended. */
  readonly drained: Promise<void>;
  /** Listens to one kind of notice; returns what stops it. A listener that throws harms nobody else. */
  on<Name extends keyof SessionNotices>(name: Name, listener: (notice: SessionNotices[Name]) => void): () => void;
  /** Changes settings. Resolves when the server holds them; rejects, with everything as before, when it refuses. */
  configure(delta: SettingsDelta): Promise<ConfigureResult>;
  /** Ends the open turn now. Resolves to its end; to `undefined` when no turn is open. */
  forceEndTurn(options?: ForceEndTurnOptions): Promise<TurnEndEvent | undefined>;
  /** Replaces audio by silence until the open turn has ended, and drops it afterwards. */
  mute(): void;
  /** Hears the caller's audio again. */
  unmute(): void;
  /** No more audio: delivers all that was accepted, redialling if it must, then as `stop()`. */
  finish(): Promise<void>;
  /** Ends within 2 s: sends what is left, reads to the close, ends the open turn with its last text. Never dials. */
  stop(): Promise<void>;
  /** Ends now. */
  cancel(reason?: string): void;
  /** The same as `stop()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
