import { SystemFrame } from './frame.ts';

/** A voice-activity detector hears a voice. */
export class VADUserStartedSpeakingFrame extends SystemFrame {
  /** How much voice it took to be sure: the voice began this long before `timestampMs`. Default 0. */
  readonly startSeconds: number;
  /** When it was decided, in milliseconds since 1970. Default now. */
  readonly timestampMs: number;

  constructor(fields: { readonly startSeconds?: number; readonly timestampMs?: number } = {}) {
    super();
    this.startSeconds = fields.startSeconds ?? 0;
    this.timestampMs = fields.timestampMs ?? Date.now();
  }
}

/** A voice-activity detector hears no voice any more. */
export class VADUserStoppedSpeakingFrame extends SystemFrame {
  /** How much silence it took to be sure: the voice ended this long before `timestampMs`. Default 0. */
  readonly stopSeconds: number;
  /** When it was decided, in milliseconds since 1970. Default now. */
  readonly timestampMs: number;

  constructor(fields: { readonly stopSeconds?: number; readonly timestampMs?: number } = {}) {
    super();
    this.stopSeconds = fields.stopSeconds ?? 0;
    this.timestampMs = fields.timestampMs ?? Date.now();
  }
}

/** A voice-activity detector still hears a voice. */
export class UserSpeakingFrame extends SystemFrame {}
