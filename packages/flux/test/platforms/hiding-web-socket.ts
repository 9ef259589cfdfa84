import { WebSocket } from 'ws';

/** Where the standard leaves room, and platforms differ. */
export type Quirks = {
  /** Node 22's WebSocket sends no `close` after a refused dial. */
  readonly closesAfterRefusal: boolean;
  /** The code of a connection that ended without one. Deno says 0. */
  readonly codeWithoutClose: number;
};

/**
 * A WebSocket shaped as the standard has it, over a real connection: it hides why a dial failed, has no pings, no headers
 * and no `terminate()`, and sends its events one task later.
 */
export class HidingWebSocket extends EventTarget {
  readonly #socket: WebSocket;

  constructor(url: string, protocols: string[], quirks: Quirks) {
    super();
    this.#socket = new WebSocket(url, protocols, { perMessageDeflate: false });
    this.#socket.on('open', () => this.#send(new Event('open')));
    this.#socket.on('message', (data: Buffer, isBinary) => {
      this.#send(new MessageEvent('message', { data: isBinary ? new Blob([new Uint8Array(data)]) : data.toString() }));
    });
    let wasOpened = false;
    this.#socket.on('open', () => {
      wasOpened = true;
    });
    this.#socket.on('error', () => this.#send(new Event('error')));
    this.#socket.on('close', (code, reason) => {
      if (!wasOpened && !quirks.closesAfterRefusal) return;
      const shown = code === 1_006 ? quirks.codeWithoutClose : code;
      this.#send(Object.assign(new Event('close'), { code: shown, reason: reason.toString() }));
    });
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(data: string | Uint8Array): void {
    if (this.#socket.readyState === WebSocket.CONNECTING) throw new DOMException('connecting', 'InvalidStateError');
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  close(code?: number, reason?: string): void {
    if (code !== undefined && code !== 1_000 && !(code >= 3_000 && code <= 4_999)) {
      throw new DOMException(`${code}`, 'InvalidAccessError');
    }
    this.#socket.close(code, reason);
  }

  #send(event: Event): void {
    setTimeout(() => this.dispatchEvent(event), 0);
  }
}
