import { ControlFrame } from './frame.ts';

/** Sent by the worker at intervals, to see that data still gets through. */
export class HeartbeatFrame extends ControlFrame {
  /** When it was sent, in nanoseconds since the worker began. */
  readonly timestampNs: number;

  constructor(fields: { readonly timestampNs: number }) {
    super();
    this.timestampNs = fields.timestampNs;
  }
}

/** Goes to the end of the pipeline and back: when it returns, all that was sent before it has been handled. */
export class PipelineFlushFrame extends ControlFrame {
  override get uninterruptible(): boolean {
    return true;
  }
}
