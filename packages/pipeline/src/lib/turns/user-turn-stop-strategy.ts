import type { PredictionRule, UserTurnPrediction } from './user-turn-prediction.ts';
import type { RunningStrategy, UserTurnHost } from './user-turn-strategy.ts';

/** How a turn ends. */
export type UserTurnStop = {
  /** Whether UserStoppedSpeakingFrame is sent; false where somebody else sent it. Default true. */
  readonly announce?: boolean | undefined;
};

/** What a stop strategy may do. A trigger while the user speaks does nothing. */
export type UserTurnStopHost = UserTurnHost & {
  /** What was said so far goes to the model, and then the turn is over. */
  triggerUserTurnStopped(stop?: UserTurnStop): void;
  /** What was said so far goes to the model; the turn stays open. */
  triggerUserTurnInference(): void;
  /** The turn is over, and nothing goes to the model. */
  triggerUserTurnFinalized(stop?: UserTurnStop): void;
  /** The turn will probably end with this text: the model may be asked, as far as the rule allows. */
  triggerUserTurnPredicted(prediction: UserTurnPrediction, rule: PredictionRule): void;
  /** It will not. */
  triggerUserTurnPredictionWithdrawn(): void;
};

/**
 * Decides when the user's turn is over.
 *
 * A strategy is a description that holds no state, so that one may serve several aggregators; {@link run} begins its
 * work in one of them. To hold back or change what a strategy decides, override `run` and give `super.run` another
 * host.
 */
export abstract class UserTurnStopStrategy {
  /** Whether it decides about proposals of services; they then go no further. */
  get resolvesProposedTurnStopFrames(): boolean {
    return false;
  }

  /** Begins to work. */
  abstract run(host: UserTurnStopHost): RunningStrategy;
}
