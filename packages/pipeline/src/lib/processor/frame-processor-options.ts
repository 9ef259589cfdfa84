import type { ErrorCategory } from '../errors/error-category.ts';
import type { ErrorFrame } from '../frames/error-frame.ts';
import type { Frame } from '../frames/frame.ts';
import type { ProcessorMetrics } from '../metrics/processor-metrics.ts';
import type { FrameDirection } from './frame-direction.ts';

/** Events of every processor. All but `usableChanged` run inside the caller. */
export type FrameProcessorEvents = {
  readonly beforeProcessFrame: readonly [frame: Frame];
  readonly afterProcessFrame: readonly [frame: Frame];
  readonly beforePushFrame: readonly [frame: Frame];
  readonly afterPushFrame: readonly [frame: Frame];
  /** An error is about to go upstream; `isUsable` already says what it did to the processor. */
  readonly error: readonly [frame: ErrorFrame];
  readonly usableChanged: readonly [usable: boolean];
};

/** Options of every processor. */
export type FrameProcessorOptions = {
  /** Default: the class name and a count. */
  readonly name?: string | undefined;
  /** Handles each frame at once in the caller, without queues. For pipelines and probes. Default false. */
  readonly enableDirectMode?: boolean | undefined;
  /** Keeps the latencies. Default: one of its own. */
  readonly metrics?: ProcessorMetrics | undefined;
  /** Frames that may wait. Over it, audio and interruptible frames are refused with one error. Default 10 000. */
  readonly maxQueuedFrames?: number | undefined;
};

/** How an error is pushed. */
export type PushErrorOptions = {
  /** What was thrown. */
  readonly exception?: unknown;
  /** Default: told from `exception`. */
  readonly category?: ErrorCategory | undefined;
  /** Makes the processor unusable whatever the category. Default false. */
  readonly permanent?: boolean | undefined;
};

/** Called after a queued frame was handled. */
export type FrameCallback = (frame: Frame, direction: FrameDirection) => void;
