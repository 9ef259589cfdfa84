import type { Clock, Logger } from '@turnstream/flux';
import type { Frame, FrameClass, FrameOwner } from '../frames/frame.ts';
import type { FrameDirection } from './frame-direction.ts';

/** A frame went from one processor to its neighbour. */
export type FramePushed = {
  readonly source: FrameOwner;
  readonly destination: FrameOwner;
  readonly frame: Frame;
  readonly direction: FrameDirection;
  /** Nanoseconds since the worker began. */
  readonly timestampNs: number;
};

/** A processor begins to handle a frame. */
export type FrameProcessed = {
  readonly processor: FrameOwner;
  readonly frame: Frame;
  readonly direction: FrameDirection;
  /** Nanoseconds since the worker began. */
  readonly timestampNs: number;
};

/** A processor was set up, or failed to be. */
export type ProcessorSetUp = {
  readonly processor: FrameOwner;
  /** Nanoseconds since the worker began. */
  readonly startedAtNs: number;
  /** Nanoseconds since the worker began. */
  readonly finishedAtNs: number;
};

/** What an observer is given before its first notice. */
export type ObserverSetup = {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly wallTimeMs: () => number;
  /** Milliseconds since 1970 of a moment given in nanoseconds since the worker began. */
  readonly wallTimeMsOf: (timestampNs: number) => number;
};

/**
 * Watches a pipeline without being part of it. Each observer has a queue of its own: one that is slow misses nothing
 * until it is 10 000 notices behind, and holds up nobody. At the end it has a second to see the rest.
 */
export type FrameObserver = {
  /** The classes of frames it is told of; default all. A short list keeps audio from costing anything. */
  readonly frameClasses?: readonly FrameClass[] | undefined;
  /** Called first, also for an observer added while the pipeline runs. */
  setUp?(setup: ObserverSetup): void | Promise<void>;
  onProcessorSetUp?(notice: ProcessorSetUp): void | Promise<void>;
  /** The StartFrame reached the sink. */
  onPipelineStarted?(timestampNs: number): void | Promise<void>;
  onProcessFrame?(processed: FrameProcessed): void | Promise<void>;
  onPushFrame?(pushed: FramePushed): void | Promise<void>;
  /** Called last: the worker has ended, or the observer was removed. */
  cleanUp?(): void | Promise<void>;
};

/** Where a processor tells what it does. */
export type FrameWatch = {
  /** Whether anybody watches frames being handled; lets a processor save the telling. */
  readonly watchesHandling: boolean;
  /** Whether anybody watches frames being pushed. */
  readonly watchesPushing: boolean;
  /** Whether nobody sees what becomes of a streamed frame of this class: no observer, and no handler of any processor's events. */
  isUnseen(frame: Frame): boolean;
  /** A processor began, `1`, or ceased, `-1`, to have handlers for the events of each frame. */
  tellerOfFrames(change: 1 | -1): void;
  processed(processor: FrameOwner, frame: Frame, direction: FrameDirection): void;
  pushed(source: FrameOwner, destination: FrameOwner, frame: Frame, direction: FrameDirection): void;
  processorSetUp(notice: ProcessorSetUp): void;
};
