import type { Frame } from '../frames/frame.ts';
import { CancelFrame, EndFrame, EndWorkerFrame, StartFrame } from '../frames/lifecycle-frames.ts';
import type { EventMap } from '../object/event-registry.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameProcessorEvents, FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import type { FrameProcessorSetup } from '../processor/frame-processor-setup.ts';
import type { FrameSerializer } from './frame-serializer.ts';
import type { SocketInbox } from './socket-inbox.ts';

/** Events of the input of a transport. They run in the background. */
export type WebSocketInputEvents = {
  /** The other end said that it will say no more, or its connection is gone: once. */
  readonly clientDisconnected: readonly [reason: string];
};

/** The first processor of a pipeline: turns what the other end sends into frames. Made by `WebSocketTransport`. */
export class WebSocketInput<
  Events extends EventMap = WebSocketInputEvents & FrameProcessorEvents,
> extends FrameProcessor<WebSocketInputEvents & Events> {
  readonly #emitInput = this.declareEvents<WebSocketInputEvents>({ clientDisconnected: 'background' });
  readonly #inbox: SocketInbox;
  readonly #serializer: FrameSerializer;
  readonly #endOnDisconnect: boolean;
  #phase: 'waiting' | 'listening' | 'over' = 'waiting';
  #unreadable = 0;

  constructor(
    inbox: SocketInbox,
    serializer: FrameSerializer,
    endOnDisconnect: boolean,
    options: FrameProcessorOptions = {},
  ) {
    super(options);
    this.#inbox = inbox;
    this.#serializer = serializer;
    this.#endOnDisconnect = endOnDisconnect;
  }

  /** Messages of the other end that could not be read. */
  get unreadableMessages(): number {
    return this.#unreadable;
  }

  override async setup(setup: FrameProcessorSetup): Promise<void> {
    await super.setup(setup);
    await this.#serializer.setup(setup);
  }

  override async cleanup(): Promise<void> {
    this.#phase = 'over';
    this.#serializer.dispose();
    await super.cleanup();
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof EndFrame || frame instanceof CancelFrame) this.#phase = 'over';
    this.pushFrame(frame, direction);
    if (frame instanceof StartFrame && this.#phase === 'waiting') {
      this.#phase = 'listening';
      this.detached(() =>
        this.#inbox.listen({
          message: (message) => this.#read(message),
          closed: (error) => this.#disconnected(error === undefined ? 'it closed the connection' : error.message),
        }),
      );
    }
  }

  #read(message: string | Uint8Array): void {
    if (this.#phase !== 'listening') return;
    const read = this.#serializer.deserialize(message);
    switch (read.kind) {
      case 'frames':
        for (const frame of read.frames) this.pushFrame(frame);
        break;
      case 'end':
        this.#disconnected(read.reason);
        break;
      case 'invalid':
        this.#refuse(read.reason);
        break;
    }
  }

  #refuse(reason: string): void {
    this.#unreadable += 1;
    const text = `A message of the client was left out: ${reason}.`;
    if (this.#unreadable === 1) this.pushError(text, { category: 'application' });
    else this.logger.debug(`${this.name}: ${text}`, { unreadableMessages: this.#unreadable });
  }

  #disconnected(reason: string): void {
    if (this.#phase !== 'listening') return;
    this.#phase = 'over';
    this.logger.info(`${this.name}: the client is gone: ${reason}`);
    this.#emitInput('clientDisconnected', reason);
    if (this.#endOnDisconnect) this.pushFrame(new EndWorkerFrame({ reason }), 'upstream');
  }
}
