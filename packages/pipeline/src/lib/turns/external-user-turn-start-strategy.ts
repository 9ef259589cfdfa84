import { ProposedUserStartedSpeakingFrame, UserStartedSpeakingFrame } from '../frames/user-turn-frames.ts';
import type { UserTurnStartHost } from './user-turn-start-strategy.ts';
import { UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import type { RunningStrategy } from './user-turn-strategy.ts';

/**
 * A turn begins when a service proposes it, or when somebody upstream decided it. A start that comes while another turn
 * is open closes that one first, so that no turn is swallowed.
 */
export class ExternalUserTurnStartStrategy extends UserTurnStartStrategy {
  override get resolvesProposedTurnStartFrames(): boolean {
    return true;
  }

  override run(host: UserTurnStartHost): RunningStrategy {
    return {
      hearsAudio: false,
      processFrame: (frame) => {
        if (frame instanceof ProposedUserStartedSpeakingFrame) {
          host.triggerUserTurnStarted({ turnId: frame.turnId, supersede: true });
          return 'stop';
        }
        if (frame instanceof UserStartedSpeakingFrame) {
          host.triggerUserTurnStarted({ turnId: frame.turnId, supersede: true, announce: false, interrupt: false });
          return 'stop';
        }
        return 'continue';
      },
    };
  }
}
