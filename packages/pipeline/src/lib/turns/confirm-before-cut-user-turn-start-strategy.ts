import { BotStartedSpeakingFrame, BotStoppedSpeakingFrame } from '../frames/bot-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { TranscriptionFrame } from '../frames/text-frames.ts';
import { ProposedUserStartedSpeakingFrame, UserStartedSpeakingFrame } from '../frames/user-turn-frames.ts';
import { countWords, heardText } from './heard-text.ts';
import type { UserTurnStartHost, UserTurnStartStrategyOptions } from './user-turn-start-strategy.ts';
import { UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import type { RunningStrategy } from './user-turn-strategy.ts';

/**
 * A turn begins when a service proposes it. While the bot speaks it is cut only once enough words confirm that the user means
 * it; a turn that ends with fewer, such as "uh-huh", cuts nothing and is forgotten. Text that grows is seen only where the service
 * pushes it (`interimOnUpdate`).
 */
export class ConfirmBeforeCutUserTurnStartStrategy extends UserTurnStartStrategy {
  readonly #minWords: number;

  /** @throws TypeError when `minWords` is not a whole number above 0 */
  constructor(
    options: UserTurnStartStrategyOptions & {
      /** Words it takes to cut the bot. Default 2. */
      readonly minWords?: number | undefined;
    } = {},
  ) {
    super(options);
    const { minWords = 2 } = options;
    if (!Number.isInteger(minWords) || minWords < 1) {
      throw new TypeError(`minWords must be a whole number above 0, got ${minWords}`);
    }
    this.#minWords = minWords;
  }

  override get resolvesProposedTurnStartFrames(): boolean {
    return true;
  }

  override run(host: UserTurnStartHost): RunningStrategy {
    let botSpeaks = false;
    let isUnconfirmed = false;
    const isEnough = (text: string): boolean => countWords(text) >= this.#minWords;
    const propose = ({ turnId, transcript = '' }: ProposedUserStartedSpeakingFrame): void => {
      const cuts = !botSpeaks || isEnough(transcript);
      host.triggerUserTurnStarted({ turnId, supersede: true, interrupt: this.enableInterruptions && cuts });
      isUnconfirmed = !cuts;
    };
    const confirm = (frame: Frame): void => {
      const heard = heardText(frame);
      if (heard === undefined) return;
      if (isEnough(heard.text)) {
        isUnconfirmed = false;
        if (this.enableInterruptions) host.triggerInterruption();
      } else if (frame instanceof TranscriptionFrame) host.triggerResetAggregation();
    };
    return {
      hearsAudio: false,
      processFrame: (frame) => {
        if (frame instanceof UserStartedSpeakingFrame) {
          host.triggerUserTurnStarted({ turnId: frame.turnId, supersede: true, announce: false, interrupt: false });
          return 'stop';
        }
        if (frame instanceof ProposedUserStartedSpeakingFrame) {
          propose(frame);
          return 'stop';
        }
        if (frame instanceof BotStartedSpeakingFrame) botSpeaks = true;
        else if (frame instanceof BotStoppedSpeakingFrame) {
          // It has said all: there is nothing left to cut, and what the user says counts.
          botSpeaks = false;
          isUnconfirmed = false;
        } else if (isUnconfirmed) confirm(frame);
        return 'continue';
      },
      turnStopped() {
        isUnconfirmed = false;
      },
    };
  }
}
