import type { Frame } from '../frames/frame.ts';
import type { FrameDirection } from './frame-direction.ts';

/** What a processor may do with the worker that runs it. */
export type WorkerHandle = {
  readonly name: string;
  /** What the application gave the worker for its processors. */
  readonly appResources: unknown;
  queueFrame(frame: Frame, direction?: FrameDirection): void;
  stopWhenDone(reason?: string): void;
  cancel(reason?: string): void;
};
