/**
 * How a user's turns are decided. A service recommends one in its metadata; the user aggregator follows it unless
 * the application chose its own.
 */
export abstract class UserTurnStrategies {
  /** Whether the start of a user's turn interrupts the bot. */
  abstract get enableInterruptions(): boolean;
}
