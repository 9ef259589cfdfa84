import type { FrameOwner } from './frame.ts';
import { ControlFrame, SystemFrame } from './frame.ts';

/** The user cut in: drop what is queued and abort what is in work, as far as it may be interrupted. */
export class InterruptionFrame extends SystemFrame {
  override get steersProcessors(): boolean {
    return true;
  }
}

/** Which processor a pause or resume is for. */
export type PauseFields = { readonly processor: FrameOwner };

/** Holds a processor's data and control frames, after the frames before this one. */
export class FrameProcessorPauseFrame extends ControlFrame {
  readonly processor: FrameOwner;

  constructor(fields: PauseFields) {
    super();
    this.processor = fields.processor;
  }

  override get steersProcessors(): boolean {
    return true;
  }
}

/** Holds a processor's data and control frames from its next one on. */
export class FrameProcessorPauseUrgentFrame extends SystemFrame {
  readonly processor: FrameOwner;

  constructor(fields: PauseFields) {
    super();
    this.processor = fields.processor;
  }

  override get steersProcessors(): boolean {
    return true;
  }
}

/** Lets a held processor go on. A system frame, since it must overtake what is held. */
export class FrameProcessorResumeFrame extends SystemFrame {
  readonly processor: FrameOwner;

  constructor(fields: PauseFields) {
    super();
    this.processor = fields.processor;
  }

  override get steersProcessors(): boolean {
    return true;
  }
}

/** The same under the other name it has in Pipecat. */
export class FrameProcessorResumeUrgentFrame extends FrameProcessorResumeFrame {}
