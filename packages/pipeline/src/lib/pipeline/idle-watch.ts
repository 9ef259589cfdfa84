import type { Clock } from '@turnstream/flux';
import { BotSpeakingFrame, BotStartedSpeakingFrame, BotStoppedSpeakingFrame } from '../frames/bot-frames.ts';
import type { Frame, FrameClass } from '../frames/frame.ts';
import { InterimTranscriptionFrame, TranscriptionFrame } from '../frames/text-frames.ts';
import {
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '../frames/user-turn-frames.ts';
import { UserSpeakingFrame } from '../frames/voice-activity-frames.ts';

/** What counts as activity unless the application says otherwise: voices, turns and texts. */
export const defaultIdleTimeoutFrames: readonly FrameClass[] = [
  BotSpeakingFrame,
  BotStartedSpeakingFrame,
  BotStoppedSpeakingFrame,
  UserSpeakingFrame,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  TranscriptionFrame,
  InterimTranscriptionFrame,
];

/** Says when nothing has happened for a while. A user's turn that is open is activity, however long it is. */
export class IdleWatch {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onIdle: () => void;
  #turnOpen = false;
  #activeAtMs = 0;
  #forget: (() => void) | undefined;

  constructor(clock: Clock, timeoutMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
  }

  /** Begins to wait. */
  start(): void {
    this.#activeAtMs = this.#clock.now();
    this.#wait(this.#timeoutMs);
  }

  /** Waits no more. */
  stop(): void {
    this.#forget?.();
    this.#forget = undefined;
  }

  /** A frame that counts as activity was pushed. */
  sawActivity(frame: Frame): void {
    this.#activeAtMs = this.#clock.now();
    if (frame instanceof UserStartedSpeakingFrame || frame instanceof ProposedUserStartedSpeakingFrame) {
      this.#turnOpen = true;
    } else if (frame instanceof UserStoppedSpeakingFrame || frame instanceof ProposedUserStoppedSpeakingFrame) {
      this.#turnOpen = false;
    }
  }

  #wait(delayMs: number): void {
    this.#forget = this.#clock.wake(delayMs, () => {
      const now = this.#clock.now();
      const restMs = this.#turnOpen ? this.#timeoutMs : this.#activeAtMs + this.#timeoutMs - now;
      if (restMs > 0) {
        this.#wait(restMs);
        return;
      }
      this.#activeAtMs = now;
      this.#wait(this.#timeoutMs);
      this.#onIdle();
    });
  }
}
