import { BotStoppedSpeakingFrame } from '../frames/bot-frames.ts';
import type { RunningMuteStrategy } from './user-mute-strategy.ts';
import { UserMuteStrategy } from './user-mute-strategy.ts';

/** The user is muted from the start of the conversation until the bot has spoken once. */
export class MuteUntilFirstBotCompleteUserMuteStrategy extends UserMuteStrategy {
  override run(): RunningMuteStrategy {
    let hasSpoken = false;
    return {
      processFrame(frame) {
        if (frame instanceof BotStoppedSpeakingFrame) hasSpoken = true;
        return !hasSpoken;
      },
    };
  }
}
