import { ExternalUserTurnStartStrategy } from './external-user-turn-start-strategy.ts';
import { ExternalUserTurnStopStrategy } from './external-user-turn-stop-strategy.ts';
import { UserTurnStrategies } from './user-turn-strategies.ts';

/** Turns follow the proposals of a service that detects them itself, or the decisions of a processor upstream. */
export class ExternalUserTurnStrategies extends UserTurnStrategies {
  constructor(
    options: {
      /** Whether the start of a user's turn interrupts the bot. Default true. */
      readonly enableInterruptions?: boolean | undefined;
    } = {},
  ) {
    super({ start: [new ExternalUserTurnStartStrategy(options)], stop: [new ExternalUserTurnStopStrategy()] });
  }
}
