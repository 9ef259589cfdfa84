import type { RunningStrategy, UserTurnHost } from './user-turn-strategy.ts';

/** How a turn begins. */
export type UserTurnStart = {
  /** Whether the bot is interrupted. Default: the strategy's `enableInterruptions`. */
  readonly interrupt?: boolean | undefined;
  /** Whether UserStartedSpeakingFrame is sent; false where somebody else sent it. Default true. */
  readonly announce?: boolean | undefined;
  /** The service's count of turns. */
  readonly turnId?: number | undefined;
  /** Whether an open turn gives way: it is closed, and this one begins. Default false: the open turn goes on. */
  readonly supersede?: boolean | undefined;
};

/** What a start strategy may do. */
export type UserTurnStartHost = UserTurnHost & {
  /** The user's turn begins. */
  triggerUserTurnStarted(start?: UserTurnStart): void;
  /** Forgets the text that was heard and is in no turn yet. */
  triggerResetAggregation(): void;
  /** Interrupts the bot while the turn goes on. Does nothing where no turn is open. */
  triggerInterruption(): void;
};

/** Options of every start strategy. */
export type UserTurnStartStrategyOptions = {
  /** Whether a turn that this strategy begins interrupts the bot. Default true. */
  readonly enableInterruptions?: boolean | undefined;
};

/**
 * Decides when the user's turn begins.
 *
 * A strategy is a description that holds no state, so that one may serve several aggregators; {@link run} begins its
 * work in one of them.
 */
export abstract class UserTurnStartStrategy {
  /** Whether a turn that this strategy begins interrupts the bot. */
  readonly enableInterruptions: boolean;

  constructor(options: UserTurnStartStrategyOptions = {}) {
    this.enableInterruptions = options.enableInterruptions ?? true;
  }

  /** Whether it decides about proposals of services; they then go no further. */
  get resolvesProposedTurnStartFrames(): boolean {
    return false;
  }

  /** Whether text may begin a turn. Default: unless it decides about proposals. */
  get startsWithText(): boolean {
    return !this.resolvesProposedTurnStartFrames;
  }

  /** Begins to work. */
  abstract run(host: UserTurnStartHost): RunningStrategy;
}
