import { BotStartedSpeakingFrame, BotStoppedSpeakingFrame } from '../frames/bot-frames.ts';
import type { RunningMuteStrategy } from './user-mute-strategy.ts';
import { UserMuteStrategy } from './user-mute-strategy.ts';

/** The user is muted whenever the bot speaks. */
export class AlwaysUserMuteStrategy extends UserMuteStrategy {
  override run(): RunningMuteStrategy {
    let botSpeaks = false;
    return {
      processFrame(frame) {
        if (frame instanceof BotStartedSpeakingFrame) botSpeaks = true;
        else if (frame instanceof BotStoppedSpeakingFrame) botSpeaks = false;
        return botSpeaks;
      },
    };
  }
}
