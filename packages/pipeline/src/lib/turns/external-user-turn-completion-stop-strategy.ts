import { UserTurnInferenceCompletedFrame } from '../frames/user-turn-frames.ts';
import type { UserTurnStopHost } from './user-turn-stop-strategy.ts';
import { UserTurnStopStrategy } from './user-turn-stop-strategy.ts';
import type { RunningStrategy } from './user-turn-strategy.ts';

/** The turn is over when whoever was asked says so by a UserTurnInferenceCompletedFrame. */
export class ExternalUserTurnCompletionStopStrategy extends UserTurnStopStrategy {
  override run(host: UserTurnStopHost): RunningStrategy {
    return {
      hearsAudio: false,
      processFrame(frame) {
        if (frame instanceof UserTurnInferenceCompletedFrame) host.triggerUserTurnFinalized();
        return 'continue';
      },
    };
  }
}
