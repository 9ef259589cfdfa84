import type { Frame } from '../frames/frame.ts';

/** A mute strategy at work in one aggregator. */
export type RunningMuteStrategy = {
  /** A frame arrived. Returns whether the user is muted from this frame on. */
  processFrame(frame: Frame): boolean;
};

/**
 * Decides when the user is not to be heard. The user is muted while any strategy says so.
 *
 * A strategy is a description that holds no state of a conversation; {@link run} begins its work in one.
 */
export abstract class UserMuteStrategy {
  /** Begins to work. */
  abstract run(): RunningMuteStrategy;
}
