import type { Frame } from '../frames/frame.ts';
import { ProposedUserStartedSpeakingFrame, UserStartedSpeakingFrame } from '../frames/user-turn-frames.ts';
import { heardText } from './heard-text.ts';
import type { UserTurnStartHost, UserTurnStartStrategyOptions } from './user-turn-start-strategy.ts';
import { UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import type { RunningStrategy } from './user-turn-strategy.ts';

/**
 * A turn begins when a service proposes it with words, or when words come behind a proposal without any: a cough or a door
 * begins nothing and interrupts nobody. Text that grows is seen only where the service pushes it (`interimOnUpdate`).
 */
export class IgnoreNoiseUserTurnStartStrategy extends UserTurnStartStrategy {
  readonly #minConfidence: number;

  /** @throws TypeError when `minConfidence` is not 0 to 1 */
  constructor(
    options: UserTurnStartStrategyOptions & {
      /** Lowest mean confidence of the words of a proposal; with less, it waits for text. Default 0. */
      readonly minConfidence?: number | undefined;
    } = {},
  ) {
    super(options);
    const { minConfidence = 0 } = options;
    if (!(minConfidence >= 0 && minConfidence <= 1)) {
      throw new TypeError(`minConfidence must be 0 to 1, got ${minConfidence}`);
    }
    this.#minConfidence = minConfidence;
  }

  override get resolvesProposedTurnStartFrames(): boolean {
    return true;
  }

  override get startsWithText(): boolean {
    return true;
  }

  override run(host: UserTurnStartHost): RunningStrategy {
    const isClear = (frame: Frame): boolean =>
      !(frame instanceof ProposedUserStartedSpeakingFrame) || (frame.confidence ?? 1) >= this.#minConfidence;
    return {
      hearsAudio: false,
      processFrame: (frame) => {
        if (frame instanceof UserStartedSpeakingFrame) {
          host.triggerUserTurnStarted({ turnId: frame.turnId, supersede: true, announce: false, interrupt: false });
          return 'stop';
        }
        const heard = heardText(frame);
        if (heard === undefined || heard.text.trim() === '' || !isClear(frame)) return 'continue';
        host.triggerUserTurnStarted({ turnId: heard.turnId, supersede: heard.turnId !== undefined });
        return 'stop';
      },
    };
  }
}
