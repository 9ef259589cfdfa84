import {
  FrameProcessorPauseFrame,
  FrameProcessorPauseUrgentFrame,
  FrameProcessorResumeFrame,
  InterruptionFrame,
} from '../frames/flow-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { CancelFrame, StartFrame } from '../frames/lifecycle-frames.ts';
import type { FrameInbox } from './frame-inbox.ts';

/** Does to the queues of a processor what a frame that steers processors asks, before its handler sees it. */
export function steerInbox(inbox: FrameInbox, frame: Frame, processorId: number): void {
  if (frame instanceof StartFrame) inbox.startProcessing();
  else if (frame instanceof InterruptionFrame) inbox.interrupt();
  else if (frame instanceof CancelFrame) inbox.cancel();
  else if (frame instanceof FrameProcessorPauseFrame || frame instanceof FrameProcessorPauseUrgentFrame) {
    if (frame.processor.id === processorId) inbox.setPaused('data', true);
  } else if (frame instanceof FrameProcessorResumeFrame) {
    if (frame.processor.id === processorId) inbox.setPaused('data', false);
  }
}
