import { BotStartedSpeakingFrame, BotStoppedSpeakingFrame } from '../frames/bot-frames.ts';
import type { RunningMuteStrategy } from './user-mute-strategy.ts';
import { UserMuteStrategy } from './user-mute-strategy.ts';

/** The user is muted while the bot speaks for the first time. */
export class FirstSpeechUserMuteStrategy extends UserMuteStrategy {
  override run(): RunningMuteStrategy {
    let firstSpeech: 'to-come' | 'running' | 'over' = 'to-come';
    return {
      processFrame(frame) {
        if (firstSpeech === 'to-come' && frame instanceof BotStartedSpeakingFrame) firstSpeech = 'running';
        else if (firstSpeech === 'running' && frame instanceof BotStoppedSpeakingFrame) firstSpeech = 'over';
        return firstSpeech === 'running';
      },
    };
  }
}
