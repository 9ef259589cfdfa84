import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { FrameProcessor, TextFrame } from '@turnstream/pipeline';

/** Passes everything on and keeps the order in which it was handled. */
export class Recorder extends FrameProcessor {
  readonly handled: string[] = [];

  override processFrame(frame: Frame, direction: FrameDirection): void | Promise<void> {
    this.handled.push(frame instanceof TextFrame ? frame.text : frame.constructor.name);
    this.pushFrame(frame, direction);
  }
}
