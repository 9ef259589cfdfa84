import type { Frame } from '../frames/frame.ts';
import { StartFrame } from '../frames/lifecycle-frames.ts';
import { Fifo } from './fifo.ts';
import type { FrameDirection } from './frame-direction.ts';
import type { FrameCallback } from './frame-processor-options.ts';
import { currentScope, HandlerScope, runInScope, runOutsideScope } from './handler-scope.ts';

/**
 * Handles one frame, and calls back when it was handled. Must not throw or reject. Without a promise the frame is handled
 * when it returns.
 */
export type FrameHandler = (
  frame: Frame,
  direction: FrameDirection,
  callback: FrameCallback | undefined,
  scope: HandlerScope,
) => void | Promise<void>;

/** A frame that waits for its handler. */
type QueuedFrame = {
  readonly frame: Frame;
  readonly direction: FrameDirection;
  readonly callback: FrameCallback | undefined;
};

type Work = { readonly queued: QueuedFrame; readonly scope: HandlerScope; finished: Promise<void> | undefined };

/**
 * The two queues of a processor and the two loops that empty them.
 *
 * The input queue holds back everything until a StartFrame is in it, then gives out the StartFrame, system frames,
 * and the rest, each in order of arrival. A system frame is handled to its end in the input loop, so it holds up all
 * that comes after it. Other frames move on to the process queue, whose loop runs beside the input loop. A loop step
 * costs no promise while handlers return without one, and a streamed frame that nothing is in the way of costs no step.
 */
export class FrameInbox {
  readonly #owner: object;
  readonly #handle: FrameHandler;
  readonly #maxQueuedFrames: number;
  readonly #systemScope: HandlerScope;
  readonly #starts = new Fifo<QueuedFrame>();
  readonly #system = new Fifo<QueuedFrame>();
  readonly #rest = new Fifo<QueuedFrame>();
  readonly #process = new Fifo<QueuedFrame>();
  readonly #aborted = new Set<Promise<void>>();
  #opened = false;
  #processing = false;
  #closed = false;
  #wakeScheduled = false;
  /** Whether a handler is being called right now. */
  #calling = false;
  #hasAborted = false;
  #systemRunning: Promise<void> | undefined;
  #work: Work | undefined;
  #systemPaused = false;
  #dataPaused = false;
  #generation = 0;

  constructor(owner: object, handle: FrameHandler, maxQueuedFrames: number) {
    this.#owner = owner;
    this.#handle = handle;
    this.#maxQueuedFrames = maxQueuedFrames;
    this.#systemScope = new HandlerScope(owner, 0);
  }

  /** The scope of everything that runs in the input loop. */
  get systemScope(): HandlerScope {
    return this.#systemScope;
  }

  /** How many frames wait. */
  get size(): number {
    return this.#starts.size + this.#system.size + this.#rest.size + this.#process.size;
  }

  /** Whether a handler was ever interrupted: it may still run. */
  get hasAborted(): boolean {
    return this.#hasAborted;
  }

  /** Takes a frame; `false` when it was refused because the inbox is full or closed. */
  enqueue(frame: Frame, direction: FrameDirection, callback: FrameCallback | undefined): boolean {
    if (this.#closed) return false;
    const queued: QueuedFrame = { frame, direction, callback };
    if (frame instanceof StartFrame) {
      this.#starts.push(queued);
      this.#opened = true;
    } else if (this.size >= this.#maxQueuedFrames && !isIndispensable(frame)) {
      return false;
    } else {
      (frame.family === 'system' ? this.#system : this.#rest).push(queued);
    }
    this.#wake();
    return true;
  }

  /**
   * Handles a system frame here and now, as the input loop would with its next step. `false`, and nothing is done, where it
   * has to wait: for another system frame, for a handler that calls from this stack, or for the end of a pause. Nor is it
   * handled inside the scope of whichever handler sends it.
   */
  handleAtOnce(frame: Frame, direction: FrameDirection, callback: FrameCallback | undefined): boolean {
    if (this.#closed || this.#calling || !this.#takesSystem()) return false;
    if (this.#system.size > 0 || this.#starts.size > 0 || currentScope() !== undefined) return false;
    this.#handleSystem(frame, direction, callback);
    return true;
  }

  /** Lets the process loop run; called when the StartFrame is handled. */
  startProcessing(): void {
    this.#processing = true;
    this.#wake();
  }

  /** Whether a frame that satisfies `test` waits in either queue. */
  some(test: (frame: Frame) => boolean): boolean {
    const matches = (queued: QueuedFrame): boolean => test(queued.frame);
    return (
      this.#starts.some(matches) ||
      this.#system.some(matches) ||
      this.#rest.some(matches) ||
      this.#process.some(matches)
    );
  }

  /** Drops what waits in the process queue and may be interrupted. What runs goes on. */
  dropInterruptible(): void {
    this.#process.filter((queued) => queued.frame.uninterruptible);
  }

  /**
   * Drops what waits in the process queue and may be interrupted, and aborts what runs unless it may not be. What
   * waits in the input queue stays.
   */
  interrupt(): void {
    this.dropInterruptible();
    if (this.#work?.queued.frame.uninterruptible === true) return;
    this.#dataPaused = false;
    this.#abortWork('interrupted');
    this.#wake();
  }

  /** Aborts what runs, whatever it is, and takes no more frames. */
  cancel(): void {
    this.#closed = true;
    this.#process.filter(() => false);
    this.#rest.filter(() => false);
    this.#system.filter(() => false);
    this.#abortWork('cancelled');
  }

  /** Holds a queue from its next frame on, or lets it go on. */
  setPaused(queue: 'system' | 'data', paused: boolean): void {
    if (queue === 'system') this.#systemPaused = paused;
    else this.#dataPaused = paused;
    if (!paused) this.#wake();
  }

  /** Ends both loops. Resolves when no handler runs any more. */
  async close(): Promise<void> {
    this.cancel();
    this.#systemScope.abort('cleaned up');
    await Promise.all([...this.#aborted, this.#systemRunning]);
  }

  #abortWork(reason: string): void {
    const work = this.#work;
    if (work === undefined) return;
    this.#hasAborted = true;
    work.scope.abort(reason);
    this.#work = undefined;
    if (work.finished !== undefined) this.#awaitAborted(work.finished);
  }

  #wake(): void {
    if (this.#wakeScheduled) return;
    this.#wakeScheduled = true;
    queueMicrotask(this.#run);
  }

  readonly #run = (): void => {
    this.#wakeScheduled = false;
    // Whoever queued the frame may itself be a handler; the handlers here are no part of it.
    runOutsideScope(this.#runLoops);
  };

  readonly #runLoops = (): void => {
    this.#runInput();
    this.#runProcess();
  };

  #takesSystem(): boolean {
    return this.#opened && this.#systemRunning === undefined && !this.#systemPaused;
  }

  #runInput(): void {
    while (this.#takesSystem()) {
      const system = this.#starts.take() ?? this.#system.take();
      if (system !== undefined) {
        this.#handleSystem(system.frame, system.direction, system.callback);
        continue;
      }
      const queued = this.#rest.take();
      if (queued === undefined) return;
      this.#process.push(queued);
    }
  }

  #handleSystem(frame: Frame, direction: FrameDirection, callback: FrameCallback | undefined): void {
    this.#calling = true;
    const running = this.#handle(frame, direction, callback, this.#systemScope);
    this.#calling = false;
    if (running === undefined) return;
    this.#systemRunning = running.then(() => {
      this.#systemRunning = undefined;
      return this.#wake();
    });
  }

  #runProcess(): void {
    while (this.#processing && this.#work === undefined && !this.#dataPaused && !this.#closed) {
      const queued = this.#process.take();
      if (queued === undefined) return;
      this.#generation += 1;
      const scope = new HandlerScope(this.#owner, this.#generation);
      const work: Work = { queued, scope, finished: undefined };
      this.#work = work;
      this.#calling = true;
      const running = runInScope(scope, () => this.#handle(queued.frame, queued.direction, queued.callback, scope));
      this.#calling = false;
      if (running === undefined) {
        if (this.#work === work) this.#work = undefined;
      } else {
        work.finished = running.then(() => {
          if (this.#work !== work) return undefined;
          this.#work = undefined;
          return this.#wake();
        });
        if (scope.aborted) this.#awaitAborted(work.finished);
      }
    }
  }

  #awaitAborted(finished: Promise<void>): void {
    this.#aborted.add(finished);
    void finished.then(() => this.#aborted.delete(finished));
  }
}

/** Frames that are kept whatever the queue's size: without them a pipeline cannot be steered or ended. */
function isIndispensable(frame: Frame): boolean {
  return frame.uninterruptible || (frame.family === 'system' && !frame.isStreamed);
}
