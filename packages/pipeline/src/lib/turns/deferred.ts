import type { RunningStrategy } from './user-turn-strategy.ts';
import type { UserTurnStopHost } from './user-turn-stop-strategy.ts';
import { UserTurnStopStrategy } from './user-turn-stop-strategy.ts';

class DeferredStopStrategy extends UserTurnStopStrategy {
  readonly #strategy: UserTurnStopStrategy;

  constructor(strategy: UserTurnStopStrategy) {
    super();
    this.#strategy = strategy;
  }

  override get resolvesProposedTurnStopFrames(): boolean {
    return this.#strategy.resolvesProposedTurnStopFrames;
  }

  override run(host: UserTurnStopHost): RunningStrategy {
    return this.#strategy.run({
      ...host,
      triggerUserTurnStopped: () => host.triggerUserTurnInference(),
      triggerUserTurnFinalized: () => undefined,
    });
  }
}

/**
 * A strategy that sends to the model what `strategy` takes for a whole turn, and leaves the end of the turn to another,
 * such as {@link ExternalUserTurnCompletionStopStrategy}.
 */
export function deferred(strategy: UserTurnStopStrategy): UserTurnStopStrategy {
  return new DeferredStopStrategy(strategy);
}
