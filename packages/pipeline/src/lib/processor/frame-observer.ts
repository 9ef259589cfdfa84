import type { Frame, FrameOwner } from '../frames/frame.ts';
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

/** Where a processor tells what it does. */
export type FrameWatch = {
  /** Whether anybody watches; lets a processor save the telling. */
  readonly active: boolean;
  onProcessFrame(processed: FrameProcessed): void;
  onPushFrame(pushed: FramePushed): void;
};

/** Watches a pipeline without being part of it. */
export type FrameObserver = {
  onProcessFrame?(processed: FrameProcessed): void | Promise<void>;
  onPushFrame?(pushed: FramePushed): void | Promise<void>;
};
