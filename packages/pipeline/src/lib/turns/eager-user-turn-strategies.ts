import type { EagerUserTurnOptions } from './eager-user-turn-stop-strategy.ts';
import { EagerUserTurnStopStrategy } from './eager-user-turn-stop-strategy.ts';
import { ExternalUserTurnStartStrategy } from './external-user-turn-start-strategy.ts';
import type { UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import { UserTurnStrategies } from './user-turn-strategies.ts';

/**
 * Turns follow the proposals of a service, and the model is asked before they are over where their end is predicted. A
 * {@link SpeculationGate} behind the model lets nothing out before the turn has ended with the predicted words; without a
 * gate in the pipeline the model is asked at the end.
 */
export class EagerUserTurnStrategies extends UserTurnStrategies {
  /** @throws TypeError naming the option that cannot be used */
  constructor(
    options: EagerUserTurnOptions & {
      /** Whether the start of a user's turn interrupts the bot. Default true. Not looked at where `start` is given. */
      readonly enableInterruptions?: boolean | undefined;
      /** Who decides when a turn begins and interrupts. Default: the service. */
      readonly start?: readonly UserTurnStartStrategy[] | undefined;
    } = {},
  ) {
    const { enableInterruptions, start = [new ExternalUserTurnStartStrategy({ enableInterruptions })] } = options;
    super({ start, stop: [new EagerUserTurnStopStrategy(options)] });
  }
}
