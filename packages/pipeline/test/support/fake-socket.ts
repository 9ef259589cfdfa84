import { EventEmitter } from 'node:events';
import type { ServerSocket } from '@turnstream/pipeline';

/** A client's WebSocket without a network: the test is the client. */
export class FakeSocket extends EventEmitter implements ServerSocket {
  readonly sent: string[] = [];
  bufferedAmount = 0;
  readyState = 1;
  closedWith: number | undefined;

  send(data: string | Uint8Array): void {
    this.sent.push(typeof data === 'string' ? data : `${data.byteLength} bytes`);
  }

  close(code?: number): void {
    this.closedWith ??= code;
    this.readyState = 2;
  }

  /** The client says something. */
  receive(message: string | Uint8Array): void {
    this.emit('message', Buffer.from(message), typeof message !== 'string');
  }

  /** The client is gone. */
  hangUp(): void {
    this.readyState = 3;
    this.emit('close');
  }
}
