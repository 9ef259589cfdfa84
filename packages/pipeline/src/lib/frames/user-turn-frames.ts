import { ControlFrame, SystemFrame } from './frame.ts';

/** Which turn a frame speaks of. */
export type UserTurnFields = {
  /** The service's count of turns; the turn's transcript carries the same. Absent: told by order alone. */
  readonly turnId?: number | undefined;
};

/** What a service knows of a start when it proposes it. */
export type ProposedStartFields = UserTurnFields & {
  /** What was heard so far; empty: a voice or a noise without words. Absent: the service does not say. */
  readonly transcript?: string | undefined;
  /** Mean confidence of those words, 0 to 1; absent without words. */
  readonly confidence?: number | undefined;
  /** Where the turn begins, in seconds of the audio that the service was given. */
  readonly audioStartSeconds?: number | undefined;
  /** Up to where the audio was heard when the start was proposed, in the same seconds. */
  readonly audioEndSeconds?: number | undefined;
};

/** A service heard the user begin. A proposal: who decides is whoever holds the turn strategies. */
export class ProposedUserStartedSpeakingFrame extends SystemFrame {
  readonly turnId: number | undefined;
  readonly transcript: string | undefined;
  readonly confidence: number | undefined;
  readonly audioStartSeconds: number | undefined;
  readonly audioEndSeconds: number | undefined;

  constructor(fields: ProposedStartFields = {}) {
    super();
    this.turnId = fields.turnId;
    this.transcript = fields.transcript;
    this.confidence = fields.confidence;
    this.audioStartSeconds = fields.audioStartSeconds;
    this.audioEndSeconds = fields.audioEndSeconds;
  }
}

/**
 * A service heard the user end. A control frame, so that it stays behind the transcript that was pushed before it; an
 * interruption does not drop it, since a turn that ended without text has no other end.
 *
 * With a `turnId` it is the last word about that turn: whatever text there is was pushed before.
 */
export class ProposedUserStoppedSpeakingFrame extends ControlFrame {
  readonly turnId: number | undefined;

  constructor(fields: UserTurnFields = {}) {
    super();
    this.turnId = fields.turnId;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}

/** The user's turn began: the decision, announced. */
export class UserStartedSpeakingFrame extends SystemFrame {
  readonly turnId: number | undefined;

  constructor(fields: UserTurnFields = {}) {
    super();
    this.turnId = fields.turnId;
  }
}

/** The user's turn ended: the decision, announced. */
export class UserStoppedSpeakingFrame extends SystemFrame {
  readonly turnId: number | undefined;

  constructor(fields: UserTurnFields = {}) {
    super();
    this.turnId = fields.turnId;
  }
}

/** Whoever judges whether the user was done says: done. */
export class UserTurnInferenceCompletedFrame extends SystemFrame {}

/** From now on the user is not listened to. */
export class UserMuteStartedFrame extends SystemFrame {}

/** The user is listened to again. */
export class UserMuteStoppedFrame extends SystemFrame {}

/** Changes how long the user may say nothing. */
export class UserIdleTimeoutUpdateFrame extends SystemFrame {
  /** From the end of the bot's speech; 0: for ever. */
  readonly timeoutMs: number;

  constructor(fields: { readonly timeoutMs: number }) {
    super();
    this.timeoutMs = fields.timeoutMs;
  }
}
