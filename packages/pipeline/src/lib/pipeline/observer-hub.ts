import type { Clock, Logger } from '@turnstream/flux';
import { waitAtMost } from '../object/wait-at-most.ts';
import { Fifo } from '../processor/fifo.ts';
import type { FrameObserver, FrameProcessed, FramePushed, FrameWatch } from '../processor/frame-observer.ts';

type Notice =
  | { readonly kind: 'processed'; readonly notice: FrameProcessed }
  | { readonly kind: 'pushed'; readonly notice: FramePushed };

const maxQueuedNotices = 10_000;
const drainMs = 1_000;

/** Hands every notice to every observer, in order, without a slow observer holding up the pipeline or another. */
export class ObserverHub implements FrameWatch {
  readonly #logger: () => Logger;
  readonly #lines = new Map<FrameObserver, ObserverLine>();

  constructor(observers: readonly FrameObserver[], logger: () => Logger) {
    this.#logger = logger;
    for (const observer of observers) this.add(observer);
  }

  get active(): boolean {
    return this.#lines.size > 0;
  }

  /** Watches from now on. */
  add(observer: FrameObserver): void {
    if (!this.#lines.has(observer)) this.#lines.set(observer, new ObserverLine(observer, this.#logger));
  }

  /** Watches no more. */
  remove(observer: FrameObserver): void {
    this.#lines.delete(observer);
  }

  onProcessFrame(notice: FrameProcessed): void {
    for (const [observer, line] of this.#lines) {
      if (observer.onProcessFrame !== undefined) line.enqueue({ kind: 'processed', notice });
    }
  }

  onPushFrame(notice: FramePushed): void {
    for (const [observer, line] of this.#lines) {
      if (observer.onPushFrame !== undefined) line.enqueue({ kind: 'pushed', notice });
    }
  }

  /** Waits, for a second at most, until the observers have seen everything. */
  async close(clock: Clock): Promise<void> {
    const drained = await waitAtMost(
      Promise.all([...this.#lines.values()].map((line) => line.drained())),
      drainMs,
      clock,
    );
    if (!drained) this.#logger().warn(`an observer had not seen every frame ${drainMs} ms after the end`);
  }
}

class ObserverLine {
  readonly #observer: FrameObserver;
  readonly #logger: () => Logger;
  readonly #queue = new Fifo<Notice>();
  #running: Promise<void> | undefined;
  #dropped = 0;

  constructor(observer: FrameObserver, logger: () => Logger) {
    this.#observer = observer;
    this.#logger = logger;
  }

  enqueue(notice: Notice): void {
    if (this.#queue.size >= maxQueuedNotices) {
      if (this.#dropped === 0) this.#logger().warn(`an observer is ${maxQueuedNotices} frames behind; it misses some`);
      this.#dropped += 1;
      return;
    }
    this.#queue.push(notice);
    this.#running ??= this.#drain();
  }

  async drained(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    await Promise.resolve();
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) {
      try {
        const seen =
          next.kind === 'processed'
            ? this.#observer.onProcessFrame?.(next.notice)
            : this.#observer.onPushFrame?.(next.notice);
        if (seen !== undefined) await seen;
      } catch (error) {
        this.#logger().error('an observer failed', { error });
      }
    }
    this.#running = undefined;
    this.#dropped = 0;
  }
}
