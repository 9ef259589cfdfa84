import { SystemFrame } from './frame.ts';

/** A local voice-activity detector hears the user. */
export class VADUserStartedSpeakingFrame extends SystemFrame {
  /** How long it listened before it was sure. Default 0. */
  readonly startSecs: number;
  /** When it was sure, in seconds since 1970. Default now. */
  readonly timestamp: number;

  constructor(fields: { readonly startSecs?: number | undefined; readonly timestamp?: number | undefined } = {}) {
    super();
    this.startSecs = fields.startSecs ?? 0;
    this.timestamp = fields.timestamp ?? Date.now() / 1_000;
  }
}

/** A local voice-activity detector no longer hears the user. */
export class VADUserStoppedSpeakingFrame extends SystemFrame {
  /** How long it listened before it was sure. Default 0. */
  readonly stopSecs: number;
  /** When it was sure, in seconds since 1970. Default now. */
  readonly timestamp: number;

  constructor(fields: { readonly stopSecs?: number | undefined; readonly timestamp?: number | undefined } = {}) {
    super();
    this.stopSecs = fields.stopSecs ?? 0;
    this.timestamp = fields.timestamp ?? Date.now() / 1_000;
  }
}

/** A local voice-activity detector hears the user; again and again while it does. */
export class UserSpeakingFrame extends SystemFrame {}
