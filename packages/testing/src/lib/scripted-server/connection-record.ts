import type { SettingsInForce } from './wire-state.ts';

/** One message as it came from the client. `atMs`: milliseconds since the server was made. */
export type ReceivedMessage =
  | { readonly kind: 'audio'; readonly bytes: Uint8Array; readonly atMs: number }
  | {
      readonly kind: 'text';
      readonly text: string;
      /** The `type` of the message; `undefined` when it is no JSON object with a string there. */
      readonly type: string | undefined;
      /** The message parsed; `undefined` when it is no JSON. */
      readonly json: unknown;
      readonly atMs: number;
    };

/** One message as the script sent it. */
export type SentMessage = { readonly data: string | Uint8Array; readonly atMs: number };

/** How a connection ended. Without a close frame the code is 1006, without a code in it 1005. */
export type ConnectionEnd = {
  /** Who ended it: the client, a step of the script, or the server when it was stopped. */
  readonly by: 'client' | 'script' | 'server';
  readonly code: number;
  readonly reason: string;
  readonly atMs: number;
};

/**
 * Where a connection's script stands. `done`: every step has run. `cut`: the connection ended before that.
 * `failed`: a step could not run, which is a mistake in the script.
 */
export type ScriptState =
  | { readonly status: 'running' | 'done' | 'cut' }
  | { readonly status: 'failed'; readonly error: Error };

/** Everything a scripted server knows about one dial, kept for the test to read while it runs and after. */
export type ConnectionRecord = {
  /** Which dial this is, from 0. */
  readonly index: number;
  /** Path and query as dialled. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Request headers; lower-case names, repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The subprotocols the client offered, in order. */
  readonly subprotocols: readonly string[];
  /** The id given in `dg-request-id` and in every message. */
  readonly requestId: string;
  /** When the dial arrived, in milliseconds since the server was made. */
  readonly dialledAtMs: number;
  /** The HTTP status of the answer: 101, that of `refuse()`, or `undefined` while there is none. */
  readonly status: number | undefined;
  /** The settings in force: those of the query, changed by every `Configure` that a step has acknowledged. */
  readonly settings: SettingsInForce;
  /** Every message of the client, in order; without audio where the server was made with `keepAudio: false`. */
  readonly received: readonly ReceivedMessage[];
  /** The text messages among `received`, as JSON (or as text where they are none). */
  readonly texts: readonly unknown[];
  /** Every message sent to the client, in order. */
  readonly sent: readonly SentMessage[];
  /** Bytes of audio received. */
  readonly audioBytes: number;
  /** Seconds of audio received; 0 where the query tells no rate (containers, opus). */
  readonly audioSeconds: number;
  /** The audio in `received`, in one piece. */
  readonly audio: Uint8Array;
  /** WebSocket pings received. */
  readonly pings: number;
  /** `undefined` while the TCP connection lives. For a dial that was never upgraded the code is 1006. */
  readonly end: ConnectionEnd | undefined;
  readonly script: ScriptState;
};
