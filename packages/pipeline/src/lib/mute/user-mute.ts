import { InputAudioRawFrame } from '../frames/audio-frames.ts';
import { EagerTranscriptionFrame } from '../frames/eager-frames.ts';
import { InterruptionFrame } from '../frames/flow-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { InterimTranscriptionFrame, TranscriptionFrame } from '../frames/text-frames.ts';
import {
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '../frames/user-turn-frames.ts';
import { VADUserStartedSpeakingFrame, VADUserStoppedSpeakingFrame } from '../frames/voice-activity-frames.ts';
import type { RunningMuteStrategy, UserMuteStrategy } from './user-mute-strategy.ts';

/** Nothing of these gets through while the user is muted. */
const mutedClasses = [
  EagerTranscriptionFrame,
  InputAudioRawFrame,
  InterimTranscriptionFrame,
  InterruptionFrame,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  TranscriptionFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  VADUserStartedSpeakingFrame,
  VADUserStoppedSpeakingFrame,
] as const;

/** Whether the user is muted, by several strategies. */
export class UserMute {
  readonly #runs: readonly RunningMuteStrategy[];
  #muted = false;

  constructor(strategies: readonly UserMuteStrategy[]) {
    this.#runs = strategies.map((strategy) => strategy.run());
  }

  /** Whether the user is muted now. */
  get isMuted(): boolean {
    return this.#muted;
  }

  /** Asks every strategy about a frame. Returns whether their verdict changed; it counts for this frame already. */
  changes(frame: Frame): boolean {
    let muted = false;
    for (const run of this.#runs) muted = run.processFrame(frame) || muted;
    if (muted === this.#muted) return false;
    this.#muted = muted;
    return true;
  }

  /** Whether a frame is withheld. */
  withholds(frame: Frame): boolean {
    return this.#muted && mutedClasses.some((mutedClass) => frame instanceof mutedClass);
  }
}
