import type { Logger } from '@turnstream/flux';
import { Fifo } from '../processor/fifo.ts';
import type {
  FrameObserver,
  FrameProcessed,
  FramePushed,
  ObserverSetup,
  ProcessorSetUp,
} from '../processor/frame-observer.ts';

/** One thing an observer is told. */
export type Notice =
  | { readonly kind: 'set-up'; readonly setup: ObserverSetup }
  | { readonly kind: 'processor-set-up'; readonly notice: ProcessorSetUp }
  | { readonly kind: 'started'; readonly timestampNs: number }
  | { readonly kind: 'processed'; readonly notice: FrameProcessed }
  | { readonly kind: 'pushed'; readonly notice: FramePushed }
  | { readonly kind: 'clean-up' };

const maxQueuedNotices = 10_000;

/** The queue of one observer. */
export class ObserverLine {
  readonly observer: FrameObserver;
  readonly #logger: () => Logger;
  readonly #queue = new Fifo<Notice>();
  #running: Promise<void> | undefined;
  #dropped = 0;

  constructor(observer: FrameObserver, logger: () => Logger) {
    this.observer = observer;
    this.#logger = logger;
  }

  /** Adds a notice; an observer that is too far behind misses what is about frames. */
  enqueue(notice: Notice): void {
    const isAboutFrame = notice.kind === 'processed' || notice.kind === 'pushed';
    if (isAboutFrame && this.#queue.size >= maxQueuedNotices) {
      if (this.#dropped === 0) this.#logger().warn(`an observer is ${maxQueuedNotices} frames behind; it misses some`);
      this.#dropped += 1;
      return;
    }
    this.#queue.push(notice);
    this.#running ??= this.#drain();
  }

  /** Resolves when the observer has seen everything. */
  async drained(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    await Promise.resolve();
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) {
      try {
        const seen = this.#tell(next);
        if (seen !== undefined) await seen;
      } catch (error) {
        this.#logger().error('an observer failed', { error });
      }
    }
    this.#running = undefined;
    this.#dropped = 0;
  }

  #tell(notice: Notice): void | Promise<void> {
    switch (notice.kind) {
      case 'set-up':
        return this.observer.setUp?.(notice.setup);
      case 'processor-set-up':
        return this.observer.onProcessorSetUp?.(notice.notice);
      case 'started':
        return this.observer.onPipelineStarted?.(notice.timestampNs);
      case 'processed':
        return this.observer.onProcessFrame?.(notice.notice);
      case 'pushed':
        return this.observer.onPushFrame?.(notice.notice);
      case 'clean-up':
        return this.observer.cleanUp?.();
    }
  }
}
