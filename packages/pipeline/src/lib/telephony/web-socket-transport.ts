import type { FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import type { FrameSerializer } from './frame-serializer.ts';
import type { ServerSocket } from './server-socket.ts';
import { SocketInbox } from './socket-inbox.ts';
import { WebSocketInput } from './web-socket-input.ts';
import { WebSocketOutput } from './web-socket-output.ts';

/** Options of a transport. */
export type WebSocketTransportOptions = {
  /** The connection, as a server of the package `ws` gives it. Give it at once: messages are kept from now on. */
  readonly socket: ServerSocket;
  /** How its messages are read and written. */
  readonly serializer: FrameSerializer;
  /** Whether the worker is asked to end when the other end is gone. Default true. */
  readonly endOnDisconnect?: boolean | undefined;
  /** Bytes that may wait in the socket; audio over it is left out, with one error. Default 1 MiB. */
  readonly maxBufferedBytes?: number | undefined;
  /** Names of the two processors. Default: their class names and a count. */
  readonly names?: { readonly input?: string; readonly output?: string } | undefined;
};

/**
 * One client's WebSocket as the two ends of a pipeline: `new Pipeline([transport.input, stt, …, transport.output])`.
 *
 * A message that cannot be read never ends anything: it is one error frame, and the next ones are counted in
 * `input.unreadableMessages` and logged.
 */
export class WebSocketTransport {
  /** Turns messages into frames. The first processor. */
  readonly input: WebSocketInput;
  /** Turns frames into messages, and closes the socket at the end. The last processor. */
  readonly output: WebSocketOutput;

  constructor(options: WebSocketTransportOptions) {
    const { socket, serializer, names = {} } = options;
    const inbox = new SocketInbox(socket);
    this.input = new WebSocketInput(inbox, serializer, options.endOnDisconnect ?? true, named(names.input));
    this.output = new WebSocketOutput(socket, serializer, options.maxBufferedBytes ?? 1_048_576, named(names.output));
  }
}

function named(name: string | undefined): FrameProcessorOptions {
  return name === undefined ? {} : { name };
}
