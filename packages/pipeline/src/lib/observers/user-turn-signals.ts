import type { Frame, FrameClass } from '../frames/frame.ts';
import {
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '../frames/user-turn-frames.ts';

/** The frames that say where a user's turn begins and ends. */
export const userTurnFrames: readonly FrameClass[] = [
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
];

/** Reads the user's turns off the frames: announced turns, and proposals as long as nobody announces any. */
export class UserTurnSignals {
  #announced = false;

  /** What a frame, seen for the first time, says of the user's turn. */
  read(frame: Frame): 'start' | 'stop' | undefined {
    if (frame instanceof UserStartedSpeakingFrame) {
      this.#announced = true;
      return 'start';
    }
    if (frame instanceof UserStoppedSpeakingFrame) return 'stop';
    if (this.#announced) return undefined;
    if (frame instanceof ProposedUserStartedSpeakingFrame) return 'start';
    return frame instanceof ProposedUserStoppedSpeakingFrame ? 'stop' : undefined;
  }
}
