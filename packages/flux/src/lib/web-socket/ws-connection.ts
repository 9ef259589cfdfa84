import { WebSocket } from 'ws';
import type { TransportConnection } from '../transport/transport.ts';

/**
 * A connection over a socket of `ws`. A class, since its length is asked for with every chunk: a literal with a getter
 * would have a hidden class of its own for each connection.
 */
export class WsConnection implements TransportConnection {
  /** A client masks what it sends, and masks a copy. */
  readonly copiesAudio = true;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  sendAudio(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(chunk);
  }

  sendText(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  ping(): boolean {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
    return true;
  }

  close(): void {
    this.#socket.close(1000);
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
