import type { Credential } from './credential.ts';

/** Why a dial failed, as far as the platform tells. */
export type DialFailure = {
  readonly message: string;
  readonly httpStatus?: number;
  readonly requestId?: string;
  /** The server's reason: its `dg-error` header or the body of its refusal. */
  readonly serverReason?: string;
  readonly serverCode?: string;
  readonly retryAfterMs?: number;
  /** Set where the platform hides why a dial failed, so that a refusal looks like a broken network. */
  readonly hidden?: boolean;
  readonly cause?: unknown;
};

/** How a connection ended. `code` is absent where the platform hides it. */
export type TransportClose = {
  readonly code?: number;
  readonly reason?: string;
  /** Set when the connection never opened or broke with an error. */
  readonly failure?: DialFailure;
};

/** What a connection tells its owner. After `closed` nothing more is called. */
export type TransportHandlers = {
  /** The upgrade succeeded. `headers`: the `dg-*` headers where the platform shows them. */
  opened(headers: Readonly<Record<string, string>>): void;
  /** A text message; `undefined` for a message that is no text. */
  message(text: string | undefined): void;
  /** A pong, where the platform shows them. */
  pong(): void;
  /** The end, exactly once: also for a dial that failed. */
  closed(close: TransportClose): void;
};

/** One connection. */
export interface TransportConnection {
  /** Queues one binary message. The bytes must not change afterwards, unless {@link copiesAudio}. */
  sendAudio(chunk: Uint8Array<ArrayBuffer>): void;
  /** Whether it keeps a copy of audio that waits, and never the bytes it was given: their memory is then used again. */
  readonly copiesAudio?: boolean;
  /** Queues one text message. */
  sendText(text: string): void;
  /** Sends a ping; `false` where the platform cannot. */
  ping(): boolean;
  /** Bytes queued and not yet handed to the network. */
  readonly bufferedBytes: number;
  /** Closes politely with code 1000. `closed` follows. */
  close(): void;
  /** Drops the connection at once. `closed` follows at once, or soon. */
  terminate(): void;
}

/** The one seam between a session and the network. */
export interface FluxTransport {
  /** Begins a connection. Returns at once and never throws: failure arrives as `handlers.closed`. */
  dial(url: string, credential: Credential, handlers: TransportHandlers): TransportConnection;
}
