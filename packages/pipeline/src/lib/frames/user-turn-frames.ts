import { ControlFrame, SystemFrame } from './frame.ts';

/** Which turn a proposal speaks of. */
export type ProposalFields = {
  /** The service's count of turns; the turn's transcript carries the same. */
  readonly turnId?: number | undefined;
};

/** A service heard the user begin. A proposal: who decides is whoever holds the turn strategies. */
export class ProposedUserStartedSpeakingFrame extends SystemFrame {
  readonly turnId: number | undefined;

  constructor(fields: ProposalFields = {}) {
    super();
    this.turnId = fields.turnId;
  }
}

/**
 * A service heard the user end. A control frame, so that it stays behind the transcript that was pushed before it;
 * an interruption drops it.
 */
export class ProposedUserStoppedSpeakingFrame extends ControlFrame {
  readonly turnId: number | undefined;

  constructor(fields: ProposalFields = {}) {
    super();
    this.turnId = fields.turnId;
  }
}

/** The user's turn began: the decision, announced. */
export class UserStartedSpeakingFrame extends SystemFrame {}

/** The user's turn ended: the decision, announced. */
export class UserStoppedSpeakingFrame extends SystemFrame {}
