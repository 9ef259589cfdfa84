import type { TurnInfoMessage } from '../protocol/server-message.ts';

/** One recognised word of a turn. Times are seconds of the caller's accepted audio. */
export type TurnWord = {
  readonly word: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly startSeconds?: number;
  readonly endSeconds?: number;
};

/**
 * Why a turn ended: the server's model, its timeout, or `forceEndTurn()`; or here, by `stop()`, `cancel()`,
 * a connection that could not be resumed, or a stall. `unspecified` where the server gave no reason.
 */
export type TurnEndReason =
  | 'model'
  | 'timeout'
  | 'manual'
  | 'stopped'
  | 'cancelled'
  | 'connection-lost'
  | 'stalled'
  | 'unspecified';

/** Why an eager prediction was withdrawn. */
export type RetractionCause = 'speech' | 'connection' | 'stalled' | 'stopped' | 'cancelled';

type TurnEventBase = {
  /** Counts up from 0 over the whole session, across connections. */
  readonly turnId: number;
  /** The whole turn so far; replaces what came before. */
  readonly transcript: string;
  readonly words: readonly TurnWord[];
  /** Seconds of accepted audio at which the turn's window began. */
  readonly startSeconds: number;
  /** Seconds of accepted audio that this event knows of. */
  readonly endSeconds: number;
  /** Most frequent first; empty for the English model. */
  readonly languages: readonly string[];
  /** 0 to 1. */
  readonly endOfTurnConfidence: number;
  /** Whether the session made this event because the server owed it. */
  readonly synthetic: boolean;
  /** The server's message; absent when synthetic. */
  readonly message?: TurnInfoMessage;
};

/** The speaker began a turn. */
export type TurnStartEvent = TurnEventBase & { readonly type: 'turn-start' };

/** The text of the open turn, perhaps revised. */
export type TurnUpdateEvent = TurnEventBase & { readonly type: 'turn-update' };

/** The speaker is probably done: confirmed by a `turn-end` or withdrawn by a `turn-resumed`, exactly once. */
export type TurnEagerEvent = TurnEventBase & {
  readonly type: 'turn-eager';
  /** Counts predictions within the turn, from 1. */
  readonly attempt: number;
};

/** The last prediction of this turn was wrong; the turn goes on, or ends otherwise. */
export type TurnResumedEvent = TurnEventBase & {
  readonly type: 'turn-resumed';
  /** The attempt withdrawn. */
  readonly attempt: number;
  readonly cause: RetractionCause;
};

/** The turn is over. Every turn that starts ends exactly once. */
export type TurnEndEvent = TurnEventBase & {
  readonly type: 'turn-end';
  readonly reason: TurnEndReason;
  /** The eager attempt this end confirms, when one was open: the words are its words; case and punctuation may differ. */
  readonly attempt?: number;
};

/** Everything a session says about turns. */
export type TurnEvent = TurnStartEvent | TurnUpdateEvent | TurnEagerEvent | TurnResumedEvent | TurnEndEvent;
