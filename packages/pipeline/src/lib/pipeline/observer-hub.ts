import type { Clock, Logger } from '@turnstream/flux';
import type { Frame, FrameClass, FrameOwner } from '../frames/frame.ts';
import { isFrameOf } from '../frames/frame.ts';
import { waitAtMost } from '../object/wait-at-most.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameObserver, FrameWatch, ObserverSetup, ProcessorSetUp } from '../processor/frame-observer.ts';
import { ObserverLine } from './observer-line.ts';

/** Who is told of the frames of one class. */
type Audience = {
  readonly pushed: readonly ObserverLine[];
  readonly processed: readonly ObserverLine[];
  readonly isActivity: boolean;
};

/** What the hub needs of the worker. */
export type ObserverHubOptions = {
  readonly observers: readonly FrameObserver[];
  readonly logger: () => Logger;
  /** Nanoseconds since the worker began. */
  readonly timeNs: () => number;
  /** Frames whose pushing is told to `onActivity` at once. */
  readonly activityClasses: readonly FrameClass[];
  readonly onActivity: (frame: Frame) => void;
};

const drainMs = 1_000;

/**
 * Hands every notice to every observer that wants it, in order, without a slow one holding up the pipeline or another.
 * Who wants what is looked up by the frame's class, so that audio costs nothing where nobody asks for it.
 */
export class ObserverHub implements FrameWatch {
  readonly #options: ObserverHubOptions;
  readonly #lines = new Map<FrameObserver, ObserverLine>();
  readonly #audiences = new Map<unknown, Audience>();
  #setup: ObserverSetup | undefined;
  #watchesHandling = false;
  #watchesPushing = false;
  /** The class last seen whose pushing nobody wants: in most calls that of the audio. */
  #unwanted: unknown;
  /** How many processors tell of their frames themselves. */
  #tellers = 0;

  constructor(options: ObserverHubOptions) {
    this.#options = options;
    this.#observersChanged();
    for (const observer of options.observers) this.add(observer);
  }

  get watchesHandling(): boolean {
    return this.#watchesHandling;
  }

  get watchesPushing(): boolean {
    return this.#watchesPushing;
  }

  isUnseen(frame: Frame): boolean {
    const { constructor } = frame;
    return constructor === this.#unwanted && this.#tellers === 0 && !this.#watchesHandling && frame.isStreamed;
  }

  tellerOfFrames(change: 1 | -1): void {
    this.#tellers += change;
  }

  /** The pipeline is about to be set up. */
  begin(setup: ObserverSetup): void {
    this.#setup = setup;
    for (const line of this.#lines.values()) line.enqueue({ kind: 'set-up', setup });
  }

  /** Watches from now on. */
  add(observer: FrameObserver): void {
    if (this.#lines.has(observer)) return;
    const line = new ObserverLine(observer, this.#options.logger);
    this.#lines.set(observer, line);
    this.#observersChanged();
    if (this.#setup !== undefined) line.enqueue({ kind: 'set-up', setup: this.#setup });
  }

  /** Watches no more, once it has seen what it was told already. */
  remove(observer: FrameObserver): void {
    this.#lines.get(observer)?.enqueue({ kind: 'clean-up' });
    this.#lines.delete(observer);
    this.#observersChanged();
  }

  processed(processor: FrameOwner, frame: Frame, direction: FrameDirection): void {
    const { processed } = this.#audienceOf(frame);
    if (processed.length === 0) return;
    const notice = { processor, frame, direction, timestampNs: this.#options.timeNs() };
    for (const line of processed) line.enqueue({ kind: 'processed', notice });
  }

  pushed(source: FrameOwner, destination: FrameOwner, frame: Frame, direction: FrameDirection): void {
    if (frame.constructor === this.#unwanted) return;
    const { pushed, isActivity } = this.#audienceOf(frame);
    if (isActivity) this.#options.onActivity(frame);
    else if (pushed.length === 0) this.#unwanted = frame.constructor;
    if (pushed.length === 0) return;
    const notice = { source, destination, frame, direction, timestampNs: this.#options.timeNs() };
    for (const line of pushed) line.enqueue({ kind: 'pushed', notice });
  }

  processorSetUp(notice: ProcessorSetUp): void {
    for (const line of this.#lines.values()) line.enqueue({ kind: 'processor-set-up', notice });
  }

  /** The StartFrame reached the sink. */
  started(): void {
    const timestampNs = this.#options.timeNs();
    for (const line of this.#lines.values()) line.enqueue({ kind: 'started', timestampNs });
  }

  /** Waits, for a second at most, until the observers have seen everything and cleaned up. */
  async close(clock: Clock): Promise<void> {
    const lines = [...this.#lines.values()];
    for (const line of lines) line.enqueue({ kind: 'clean-up' });
    const drained = await waitAtMost(Promise.all(lines.map((line) => line.drained())), drainMs, clock);
    if (!drained) this.#options.logger().warn(`an observer had not seen every frame ${drainMs} ms after the end`);
  }

  #observersChanged(): void {
    const observers = [...this.#lines.keys()];
    this.#watchesHandling = observers.some((observer) => observer.onProcessFrame !== undefined);
    this.#watchesPushing =
      this.#options.activityClasses.length > 0 || observers.some((observer) => observer.onPushFrame !== undefined);
    this.#audiences.clear();
    this.#unwanted = undefined;
  }

  #audienceOf(frame: Frame): Audience {
    const known = this.#audiences.get(frame.constructor);
    if (known !== undefined) return known;
    const lines = [...this.#lines.values()].filter(
      ({ observer: { frameClasses } }) => frameClasses === undefined || isFrameOf(frame, frameClasses),
    );
    const audience: Audience = {
      pushed: lines.filter(({ observer }) => observer.onPushFrame !== undefined),
      processed: lines.filter(({ observer }) => observer.onProcessFrame !== undefined),
      isActivity: isFrameOf(frame, this.#options.activityClasses),
    };
    this.#audiences.set(frame.constructor, audience);
    return audience;
  }
}
