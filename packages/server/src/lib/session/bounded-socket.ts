import type { ServerClock } from '../server-clock.ts';
import type { SessionSocket } from './session-socket.ts';

/** What a socket is allowed. */
export type SocketLimits = {
  /** Bytes that may wait for a client that does not read. */
  readonly maxUnreadBytes: number;
  /** Time a client has to answer the closing handshake. */
  readonly closeTimeoutMs: number;
};

/** A socket that holds no more than its limits allow, and is gone in bounded time once it is closed. */
export class BoundedSocket {
  readonly #socket: SessionSocket;
  readonly #limits: SocketLimits;
  readonly #clock: ServerClock;
  #paused = false;
  #undoCloseTimeout: (() => void) | undefined;

  constructor(socket: SessionSocket, limits: SocketLimits, clock: ServerClock) {
    this.#socket = socket;
    this.#limits = limits;
    this.#clock = clock;
  }

  get unreadBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Sends it and returns `true`; `false` when too much waits already. */
  send(text: string): boolean {
    if (this.unreadBytes > this.#limits.maxUnreadBytes) {
      return false;
    }
    this.#socket.send(text);
    return true;
  }

  /** Stops reading; idempotent. */
  pause(): void {
    if (!this.#paused) {
      this.#paused = true;
      this.#socket.pause();
    }
  }

  /** Reads again; idempotent. */
  resume(): void {
    if (this.#paused) {
      this.#paused = false;
      this.#socket.resume();
    }
  }

  close(code: number | undefined, reason: string | undefined): void {
    this.#socket.close(code, reason);
    // The closing handshake needs the client's answer to be read.
    this.#paused = false;
    this.#socket.resume();
    this.#undoCloseTimeout = this.#clock.wake(this.#limits.closeTimeoutMs, () => this.#socket.terminate());
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** The connection is gone: nobody is waited for any more. */
  forget(): void {
    this.#undoCloseTimeout?.();
  }
}
