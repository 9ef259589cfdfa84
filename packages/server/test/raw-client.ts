import { parseServerMessage } from '@turnstream/flux/protocol';
import type { ServerMessage } from '@turnstream/flux/protocol';
import { createDeferred } from '@turnstream/testing';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';

const STEP_BYTES = 2_560;

/** A bare WebSocket client that keeps everything it is sent. */
export class RawClient implements AsyncDisposable {
  readonly socket: WebSocket;
  readonly texts: string[] = [];
  readonly messages: ServerMessage[] = [];
  /** The code and reason of the close. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #changes = new Set<() => void>();

  constructor(socket: WebSocket) {
    this.socket = socket;
    const closed = createDeferred<{ readonly code: number; readonly reason: string }>();
    this.closed = closed.promise;
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      this.texts.push(text);
      const parsed = parseServerMessage(text);
      if (parsed.kind === 'ok') {
        this.messages.push(parsed.message);
      }
      this.#changed();
    });
    socket.on('error', () => this.#changed());
    socket.on('close', (code, reason) => {
      closed.resolve({ code, reason: reason.toString('utf8') });
      this.#changed();
    });
  }

  /** Sends silence that takes `seconds` as 16 kHz linear16, in 80 ms messages. */
  sendSilence(seconds: number): void {
    for (let step = 0; step < Math.round(seconds / 0.08); step += 1) {
      this.socket.send(new Uint8Array(STEP_BYTES));
    }
  }

  sendJson(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The first message so far, or to come, that `where` picks. Rejects when the connection closes before. */
  async message<Type extends ServerMessage['type']>(
    type: Type,
    where: (message: Extract<ServerMessage, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<ServerMessage, { type: Type }>> {
    const isOfType = (message: ServerMessage): message is Extract<ServerMessage, { type: Type }> =>
      message.type === type;
    for (;;) {
      const found = this.messages.find((message) => isOfType(message) && where(message));
      if (found !== undefined && isOfType(found)) {
        return found;
      }
      if (this.socket.readyState === WebSocket.CLOSED) {
        throw new Error(`the connection closed before the ${type}; it sent ${this.texts.join('\n')}`);
      }
      await new Promise<void>((resolve) => {
        this.#changes.add(resolve);
      });
    }
  }

  /** Asks for the end and waits for the close. */
  async finish(): Promise<{ readonly code: number; readonly reason: string }> {
    this.sendJson({ type: 'CloseStream' });
    return this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }

  #changed(): void {
    const waiting = [...this.#changes];
    this.#changes.clear();
    for (const resolve of waiting) {
      resolve();
    }
  }
}

/** The query most tests use. */
export const RAW_QUERY = 'model=flux-general-en&encoding=linear16&sample_rate=16000';

/** Dials and waits until the socket is open. Rejects when the server refuses. */
export async function dialRaw(url: string, query: string = RAW_QUERY, options: ClientOptions = {}): Promise<RawClient> {
  const socket = new WebSocket(`${url}?${query}`, options);
  const client = new RawClient(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return client;
}
