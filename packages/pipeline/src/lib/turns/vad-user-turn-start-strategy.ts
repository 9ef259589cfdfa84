import { VADUserStartedSpeakingFrame } from '../frames/voice-activity-frames.ts';
import type { UserTurnStartHost } from './user-turn-start-strategy.ts';
import { UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import type { RunningStrategy } from './user-turn-strategy.ts';

/** A turn begins when a voice-activity detector in the pipeline hears a voice. */
export class VADUserTurnStartStrategy extends UserTurnStartStrategy {
  override run(host: UserTurnStartHost): RunningStrategy {
    return {
      hearsAudio: false,
      processFrame: (frame) => {
        if (!(frame instanceof VADUserStartedSpeakingFrame)) return 'continue';
        host.triggerUserTurnStarted();
        return 'stop';
      },
    };
  }
}
