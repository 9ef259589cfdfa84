import { ControlFrame, SystemFrame } from './frame.ts';

/** Why a pipeline is ended or cancelled. */
export type ReasonFields = {
  /** Free text for logs. */
  readonly reason?: string | undefined;
};

/** The first frame through a pipeline. A processor handles nothing before it. */
export class StartFrame extends SystemFrame {
  override get steersProcessors(): boolean {
    return true;
  }
}

/** Ends the pipeline after everything before it was handled. */
export class EndFrame extends ControlFrame {
  /** Free text for logs. */
  readonly reason: string | undefined;

  constructor(fields: ReasonFields = {}) {
    super();
    this.reason = fields.reason;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}

/** Ends the worker after everything before it was handled, and leaves the processors set up. */
export class StopFrame extends ControlFrame {
  override get uninterruptible(): boolean {
    return true;
  }
}

/** Ends the pipeline now. */
export class CancelFrame extends SystemFrame {
  /** Free text for logs. */
  readonly reason: string | undefined;

  constructor(fields: ReasonFields = {}) {
    super();
    this.reason = fields.reason;
  }

  override get steersProcessors(): boolean {
    return true;
  }
}

/** Asks the worker to send an {@link EndFrame}. */
export class EndWorkerFrame extends ControlFrame {
  /** Free text for logs. */
  readonly reason: string | undefined;

  constructor(fields: ReasonFields = {}) {
    super();
    this.reason = fields.reason;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}

/** Asks the worker to send a {@link StopFrame}. */
export class StopWorkerFrame extends ControlFrame {
  override get uninterruptible(): boolean {
    return true;
  }
}

/** Asks the worker to cancel. */
export class CancelWorkerFrame extends SystemFrame {
  /** Free text for logs. */
  readonly reason: string | undefined;

  constructor(fields: ReasonFields = {}) {
    super();
    this.reason = fields.reason;
  }
}

/** Asks the worker to send an InterruptionFrame. */
export class InterruptionWorkerFrame extends SystemFrame {}
