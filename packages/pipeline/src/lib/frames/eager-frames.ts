import type { RetractionCause } from '@turnstream/flux';
import { DataFrame } from './frame.ts';
import type { TranscriptionFields } from './text-frames.ts';

/** Which prediction a frame speaks of. */
export type EagerTranscriptionFields = {
  /** The session's count of turns. */
  readonly turnId: number;
  /** Counts the predictions of a turn, from 1. */
  readonly attempt: number;
};

/**
 * A service predicts that the turn ends here, with this text. Exactly one {@link EagerTranscriptionConfirmedFrame} or
 * {@link EagerTranscriptionWithdrawnFrame} follows. Not a TextFrame: nothing of it may get out
 * before the turn has ended with it.
 */
export class EagerTranscriptionFrame extends DataFrame {
  /** The whole turn's text; never empty. */
  readonly text: string;
  readonly userId: string;
  readonly timestamp: string;
  readonly language: string | undefined;
  readonly result: unknown;
  readonly turnId: number;
  readonly attempt: number;

  constructor(fields: Omit<TranscriptionFields, 'turnId'> & EagerTranscriptionFields) {
    super();
    this.text = fields.text;
    this.userId = fields.userId;
    this.timestamp = fields.timestamp;
    this.language = fields.language;
    this.result = fields.result;
    this.turnId = fields.turnId;
    this.attempt = fields.attempt;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}

/** Why a prediction was withdrawn; `confidence`: the turn has ended, but its text is below `minConfidence`. */
export type EagerWithdrawalCause = RetractionCause | 'confidence';

/** The prediction was wrong: the turn goes on, or ends otherwise. */
export class EagerTranscriptionWithdrawnFrame extends DataFrame {
  readonly turnId: number;
  readonly attempt: number;
  readonly cause: EagerWithdrawalCause;

  constructor(fields: EagerTranscriptionFields & { readonly cause: EagerWithdrawalCause }) {
    super();
    this.turnId = fields.turnId;
    this.attempt = fields.attempt;
    this.cause = fields.cause;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}

/** The turn ends with the words of the prediction. The final text follows at once. */
export class EagerTranscriptionConfirmedFrame extends DataFrame {
  readonly turnId: number;
  readonly attempt: number;

  constructor(fields: EagerTranscriptionFields) {
    super();
    this.turnId = fields.turnId;
    this.attempt = fields.attempt;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}
