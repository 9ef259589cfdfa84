import type { Clock } from '../session/listen-options.ts';
import type { TurnEagerEvent, TurnEndEvent, TurnStartEvent, TurnUpdateEvent } from '../session/turn-event.ts';

/** What there is to answer. */
export type TurnRequest = {
  /** What was said: the whole turn. Never empty. */
  readonly transcript: string;
  readonly turnId: number;
  /** Counts the calls for this turn, from 1. */
  readonly attempt: number;
  /**
   * Aborts when this answer is not wanted any more: the speaker went on, the text changed, the connection was lost, time ran out,
   * somebody interrupted, or everything was closed. What comes after that is thrown away.
   */
  readonly signal: AbortSignal;
  /**
   * Resolves when the turn has ended with this text: from here on the answer gets out. Await it before anything that cannot be
   * taken back. Rejects when that never happens; never an unhandled rejection.
   */
  readonly committed: Promise<void>;
  /** The prediction, or the end of the turn, with words, times and languages. */
  readonly event: TurnEagerEvent | TurnEndEvent;
};

/**
 * Answers one turn: with chunks as they come, or with a promise of one chunk (`undefined` for none). Called before the turn is over
 * when its end is predicted, so perhaps several times for one turn; of those calls at most one gets out.
 */
export type Respond<Chunk> = (
  request: TurnRequest,
) => AsyncIterable<Chunk> | PromiseLike<AsyncIterable<Chunk> | Chunk | undefined>;

/** Options of `respondToTurns()`. */
export type RespondOptions = {
  /** Calls for predictions of one turn; after those the turn is answered at its end. Default 3; 0: never before the end. */
  readonly maxAttempts?: number;
  /** How long a call for a prediction may run before the turn ends or goes on. Default 5 000. */
  readonly maxSpeculationMs?: number;
  /** Chunks that wait for the end of the turn, or for the reader; with more, `respond` is not asked for the next. Default 1 000. */
  readonly maxHeldChunks?: number;
  /**
   * When a predicted text counts as the text of the end. Default `'words'`: case and punctuation may differ. `'exact'`: nothing may.
   */
  readonly match?: 'words' | 'exact';
  /**
   * Whether what the speaker says cuts the answers in progress. Asked at the start of a turn and at each new text of it.
   * Default: every start does. `({ transcript }) => transcript.split(' ').length >= 3` ignores short noises.
   */
  readonly interruptWhen?: (event: TurnStartEvent | TurnUpdateEvent) => boolean;
  /** Time, for tests. */
  readonly clock?: Clock;
};
