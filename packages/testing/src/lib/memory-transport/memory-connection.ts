import type { Credential, DialFailure, TransportClose } from '@turnstream/flux';
import type { ServerMessage } from '@turnstream/flux/protocol';

/** One thing a client handed to a {@link MemoryConnection}, in order. */
export type MemorySent =
  | { readonly kind: 'audio'; readonly bytes: Uint8Array }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ping' };

/** Where a {@link MemoryConnection} stands. `closing`: the client asked to close and waits for the answer. */
export type MemoryConnectionState = 'dialing' | 'open' | 'closing' | 'closed';

/**
 * The server's end of one connection of a memory transport, moved by hand.
 * Each call reaches the client's handlers before it returns.
 */
export type MemoryConnection = {
  /** Which dial this is, from 0. */
  readonly index: number;
  /** The URL that was dialled. */
  readonly url: string;
  /** The query of the URL. */
  readonly query: URLSearchParams;
  readonly credential: Credential;
  readonly state: MemoryConnectionState;
  /** What the client sent, in order. Audio is copied as it is sent; with `keepAudio: false` it is left out. */
  readonly sent: readonly MemorySent[];
  /** The text messages among `sent`. */
  readonly texts: readonly string[];
  /** Bytes of audio the client sent. */
  readonly audioBytes: number;
  /** How the client ended it: by `close()`, by `terminate()`, or not at all. */
  readonly endedByClient: 'close' | 'terminate' | undefined;
  /** How it ended; `undefined` before. */
  readonly end: TransportClose | undefined;
  /** What the client reads as its `bufferedBytes`. Starts at 0; sending does not change it. */
  bufferedBytes: number;
  /** Whether the client's `ping()` works. Starts `true`. */
  canPing: boolean;
  /** Lets the upgrade succeed. `headers`: lower-case names. */
  open(headers?: Readonly<Record<string, string>>): void;
  /** Delivers one message: an object as JSON, a string as it is, `undefined` for a message that is no text. */
  receive(message: ServerMessage | string | undefined): void;
  /** Delivers a pong. */
  pong(): void;
  /** Ends the connection from the server's side, or answers the client's `close()`. */
  close(close?: { readonly code?: number; readonly reason?: string }): void;
  /** Makes the dial fail, or breaks the open connection. */
  fail(failure: DialFailure): void;
  /** How many audio chunks the client changed after it had sent them. Should be 0. */
  countChangedChunks(): number;
};
