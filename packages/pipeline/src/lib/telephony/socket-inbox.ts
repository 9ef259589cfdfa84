import type { ServerSocket } from './server-socket.ts';

/** What a socket tells. */
export type SocketListener = {
  message(message: string | Uint8Array): void;
  /** The other end is gone; the last call. */
  closed(error: Error | undefined): void;
};

/** Messages kept before the pipeline listens: at 20 ms each, half a minute. */
const maxKeptMessages = 1_500;

/** Takes a socket's messages from the first one on, and keeps them until somebody listens. */
export class SocketInbox {
  #kept: (string | Uint8Array)[] = [];
  #dropped = 0;
  #closed: { readonly error: Error | undefined } | undefined;
  #listener: SocketListener | undefined;
  #error: Error | undefined;

  constructor(socket: ServerSocket) {
    socket.on('message', (data, isBinary) => this.#take(isBinary ? bytesOf(data) : textOf(data)));
    socket.on('error', (error) => {
      this.#error ??= error;
    });
    socket.on('close', () => {
      this.#closed ??= { error: this.#error };
      this.#listener?.closed(this.#error);
    });
  }

  /** Messages that came too long before anybody listened, and were left out. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Gives what was kept, and from now on everything, to one listener. */
  listen(listener: SocketListener): void {
    const kept = this.#kept;
    this.#kept = [];
    this.#listener = listener;
    for (const message of kept) listener.message(message);
    if (this.#closed !== undefined) listener.closed(this.#closed.error);
  }

  #take(message: string | Uint8Array): void {
    if (this.#listener !== undefined) this.#listener.message(message);
    else if (this.#kept.length < maxKeptMessages) this.#kept.push(message);
    else this.#dropped += 1;
  }
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data));
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  return Buffer.from(bytesOf(data)).toString('utf8');
}
