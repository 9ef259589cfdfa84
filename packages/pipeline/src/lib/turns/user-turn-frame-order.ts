import type { Frame } from '../frames/frame.ts';
import { TranscriptionFrame } from '../frames/text-frames.ts';
import {
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '../frames/user-turn-frames.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';

/** A frame that waited for those before it. */
export type HeldFrame = { readonly frame: Frame; readonly direction: FrameDirection };

/**
 * Gives a processor the frames of turns in the order in which they arrived at it.
 *
 * Starts are system frames and overtake the texts and stops that wait in a queue. Here a start or an announcement waits
 * for those that arrived before it. Texts and stops are never dropped, so nothing waits for what does not come.
 */
export class UserTurnFrameOrder {
  readonly #behind = new Map<Frame, number>();
  #held: HeldFrame[] = [];
  #arrived = 0;
  #handled = 0;

  /** A frame was queued. */
  arrived(frame: Frame): void {
    if (isOrdered(frame)) this.#arrived += 1;
    else if (isUrgent(frame) && this.#arrived > this.#handled) this.#behind.set(frame, this.#arrived);
  }

  /** Whether a frame whose turn it is must wait; it comes back from {@link handled}. */
  mustWait(frame: Frame, direction: FrameDirection): boolean {
    const behind = this.#behind.get(frame);
    if (behind === undefined) return false;
    if (behind <= this.#handled) {
      this.#behind.delete(frame);
      return false;
    }
    this.#held.push({ frame, direction });
    return true;
  }

  /** A frame was handled. Returns the frames that waited for it. */
  handled(frame: Frame): readonly HeldFrame[] {
    if (!isOrdered(frame)) return [];
    this.#handled += 1;
    if (this.#held.length === 0) return [];
    const isDue = (held: HeldFrame): boolean => (this.#behind.get(held.frame) ?? 0) <= this.#handled;
    const released = this.#held.filter(isDue);
    this.#held = this.#held.filter((held) => !isDue(held));
    for (const held of released) this.#behind.delete(held.frame);
    return released;
  }
}

function isOrdered(frame: Frame): boolean {
  return frame instanceof TranscriptionFrame || frame instanceof ProposedUserStoppedSpeakingFrame;
}

function isUrgent(frame: Frame): boolean {
  return (
    frame instanceof ProposedUserStartedSpeakingFrame ||
    frame instanceof UserStartedSpeakingFrame ||
    frame instanceof UserStoppedSpeakingFrame
  );
}
