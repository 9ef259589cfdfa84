import { SpeechTimeoutUserTurnStopStrategy } from './speech-timeout-user-turn-stop-strategy.ts';
import { TranscriptionUserTurnStartStrategy } from './transcription-user-turn-start-strategy.ts';
import type { UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import type { UserTurnStopStrategy } from './user-turn-stop-strategy.ts';
import { VADUserTurnStartStrategy } from './vad-user-turn-start-strategy.ts';

/** The strategies of each kind, asked in this order. */
export type UserTurnStrategiesFields = {
  /** Default: voice activity, then a transcription. */
  readonly start?: readonly UserTurnStartStrategy[] | undefined;
  /** Default: a pause in speech. */
  readonly stop?: readonly UserTurnStopStrategy[] | undefined;
};

/**
 * How a user's turns are decided. A service recommends one in its metadata; the user aggregator follows it unless
 * the application chose its own.
 *
 * The defaults need no model: any voice activity or transcription begins a turn, and a pause of 0.6 s behind the text
 * ends it. They are for services that do not detect turns themselves.
 */
export class UserTurnStrategies {
  /** Asked in this order whether a turn begins. */
  readonly start: readonly UserTurnStartStrategy[];
  /** Asked in this order whether the turn is over. */
  readonly stop: readonly UserTurnStopStrategy[];

  constructor(fields: UserTurnStrategiesFields = {}) {
    this.start = fields.start ?? [new VADUserTurnStartStrategy(), new TranscriptionUserTurnStartStrategy()];
    this.stop = fields.stop ?? [new SpeechTimeoutUserTurnStopStrategy()];
  }

  /** Whether the start of a user's turn interrupts the bot. */
  get enableInterruptions(): boolean {
    return this.start.some((strategy) => strategy.enableInterruptions);
  }
}
