import type { Frame } from '../frames/frame.ts';
import { InterruptionFrame } from '../frames/flow-frames.ts';
import {
  CancelFrame,
  CancelWorkerFrame,
  EndFrame,
  EndWorkerFrame,
  InterruptionWorkerFrame,
  StopFrame,
  StopWorkerFrame,
} from '../frames/lifecycle-frames.ts';

/** What a frame asks of the worker: that another frame be sent through the pipeline. */
export type WorkerRequest = {
  readonly frame: EndFrame | StopFrame | CancelFrame | InterruptionFrame;
  /** Whether it is done where it is asked; else the whole pipeline sees the request first. */
  readonly urgent: boolean;
};

/** The request in a frame; `undefined` where it is none. */
export function workerRequestIn(frame: Frame): WorkerRequest | undefined {
  if (frame instanceof EndWorkerFrame) return { frame: new EndFrame({ reason: frame.reason }), urgent: false };
  if (frame instanceof StopWorkerFrame) return { frame: new StopFrame(), urgent: false };
  if (frame instanceof CancelWorkerFrame) return { frame: new CancelFrame({ reason: frame.reason }), urgent: true };
  if (frame instanceof InterruptionWorkerFrame) return { frame: new InterruptionFrame(), urgent: false };
  return undefined;
}
