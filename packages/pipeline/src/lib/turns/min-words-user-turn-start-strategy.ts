import { BotStartedSpeakingFrame, BotStoppedSpeakingFrame } from '../frames/bot-frames.ts';
import { EagerTranscriptionFrame } from '../frames/eager-frames.ts';
import { InterimTranscriptionFrame, TranscriptionFrame } from '../frames/text-frames.ts';
import { countWords } from './heard-text.ts';
import type { UserTurnStartHost, UserTurnStartStrategyOptions } from './user-turn-start-strategy.ts';
import { UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import type { RunningStrategy } from './user-turn-strategy.ts';

/**
 * While the bot speaks, a turn begins only with so many words; otherwise with one. Fewer words over the bot's speech
 * are forgotten.
 */
export class MinWordsUserTurnStartStrategy extends UserTurnStartStrategy {
  readonly #minWords: number;
  readonly #useInterim: boolean;

  /** @throws TypeError when `minWords` is not a whole number above 0 */
  constructor(
    options: UserTurnStartStrategyOptions & {
      /** Words it takes to interrupt the bot. */
      readonly minWords: number;
      /** Whether text that may still change counts. Default true. */
      readonly useInterim?: boolean | undefined;
    },
  ) {
    super(options);
    if (!Number.isInteger(options.minWords) || options.minWords < 1) {
      throw new TypeError(`minWords must be a whole number above 0, got ${options.minWords}`);
    }
    this.#minWords = options.minWords;
    this.#useInterim = options.useInterim ?? true;
  }

  override run(host: UserTurnStartHost): RunningStrategy {
    let botSpeaks = false;
    return {
      hearsAudio: false,
      processFrame: (frame) => {
        if (frame instanceof BotStartedSpeakingFrame) botSpeaks = true;
        else if (frame instanceof BotStoppedSpeakingFrame) botSpeaks = false;
        const isGrowing = frame instanceof InterimTranscriptionFrame || frame instanceof EagerTranscriptionFrame;
        if (!(frame instanceof TranscriptionFrame || (this.#useInterim && isGrowing))) return 'continue';
        if (countWords(frame.text) < (botSpeaks ? this.#minWords : 1)) {
          host.triggerResetAggregation();
          return 'continue';
        }
        host.triggerUserTurnStarted({ turnId: frame.turnId });
        return 'stop';
      },
      turnStarted() {
        botSpeaks = false;
      },
    };
  }
}
