import { OutputAudioRawFrame } from '../frames/audio-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { CancelFrame, EndFrame } from '../frames/lifecycle-frames.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import { waitAtMost } from '../object/wait-at-most.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import type { FrameSerializer } from './frame-serializer.ts';
import type { ServerSocket } from './server-socket.ts';
import { isOpen } from './server-socket.ts';

/** The serializer has so long to tell others of the end, and then so long to give that up. */
const tellEndMs = 2_500;
const abortGraceMs = 100;

/**
 * The last processor of a pipeline: sends what the other end is to hear, and closes the connection at the end, behind all
 * that was sent. Made by `WebSocketTransport`. Every frame travels on.
 */
export class WebSocketOutput extends FrameProcessor {
  readonly #socket: ServerSocket;
  readonly #serializer: FrameSerializer;
  readonly #maxBufferedBytes: number;
  #isBehind = false;
  #problem: string | undefined;
  #ended: Promise<void> | undefined;

  constructor(
    socket: ServerSocket,
    serializer: FrameSerializer,
    maxBufferedBytes: number,
    options: FrameProcessorOptions = {},
  ) {
    super(options);
    this.#socket = socket;
    this.#serializer = serializer;
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (direction === 'downstream') {
      if (frame instanceof EndFrame || frame instanceof CancelFrame) this.#end();
      else this.#send(frame);
    }
    this.pushFrame(frame, direction);
  }

  override async cleanup(): Promise<void> {
    if (isOpen(this.#socket)) this.#socket.close(1000);
    await this.#ended;
    await super.cleanup();
  }

  /** The frame that ends the pipeline does not wait for whoever is told of the end; the cleanup does. */
  #end(): void {
    this.#socket.close(1000);
    this.#ended ??= this.detached(() => this.#tellEnd());
  }

  async #tellEnd(): Promise<void> {
    const telling = new AbortController();
    const late = new Error(`there was no answer within ${tellEndMs} ms`);
    const forget = this.clock.wake(tellEndMs, () => telling.abort(late));
    try {
      const told = this.#serializer.end?.(telling.signal) ?? Promise.resolve();
      if (!(await waitAtMost(told, tellEndMs + abortGraceMs, this.clock))) throw late;
    } catch (error) {
      this.pushError(error instanceof Error ? error.message : String(error), { exception: error });
    } finally {
      forget();
    }
  }

  #send(frame: Frame): void {
    if (!isOpen(this.#socket) || this.#mustWait(frame)) return;
    try {
      const message = this.#serializer.serialize(frame);
      if (message !== undefined) this.#socket.send(message);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      // Said once: the next frames have most likely the same fault.
      if (problem !== this.#problem) this.pushError(problem, { exception: error, category: 'application' });
      this.#problem = problem;
    }
  }

  /** A client that does not read may not fill the memory. */
  #mustWait(frame: Frame): boolean {
    if (this.#socket.bufferedAmount < this.#maxBufferedBytes) {
      this.#isBehind = false;
      return false;
    }
    if (!(frame instanceof OutputAudioRawFrame)) return false;
    if (!this.#isBehind) {
      this.pushError(
        `Audio was left out: the client has not read ${this.#socket.bufferedAmount} bytes that were sent before.`,
        { category: 'connectivity' },
      );
    }
    this.#isBehind = true;
    return true;
  }
}
