import { UserTurnStrategies } from './user-turn-strategies.ts';

/** Turns follow the proposals of a service that detects them itself. */
export class ExternalUserTurnStrategies extends UserTurnStrategies {
  readonly #enableInterruptions: boolean;

  constructor(
    options: {
      /** Whether the start of a user's turn interrupts the bot. Default true. */
      readonly enableInterruptions?: boolean;
    } = {},
  ) {
    super();
    this.#enableInterruptions = options.enableInterruptions ?? true;
  }

  override get enableInterruptions(): boolean {
    return this.#enableInterruptions;
  }
}
