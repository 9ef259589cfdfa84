import type { Frame } from '../frames/frame.ts';

/** Whether the strategies after this one still see the frame. */
export type ProcessFrameResult = 'continue' | 'stop';

/** A strategy at work in one aggregator or processor. It is told of every frame and of what became of the turn. */
export type RunningStrategy = {
  /** Whether it is told of the user's audio too, of which there is much. Default true. */
  readonly hearsAudio?: boolean | undefined;
  /** A frame arrived. */
  processFrame(frame: Frame): ProcessFrameResult;
  /** A turn began, whoever began it. */
  turnStarted?(): void;
  /** A turn ended, whoever ended it. */
  turnStopped?(): void;
};

/** What every strategy may do. After the strategy was replaced, nothing here does anything. */
export type UserTurnHost = {
  /** Calls back once, after `delayMs`; returns what undoes it. */
  wakeAfter(delayMs: number, callback: () => void): () => void;
  /** Pushes a frame downstream. */
  pushFrame(frame: Frame): void;
  /** Sends a frame upstream, and a copy to the strategies and downstream. */
  broadcastFrame(frame: Frame): void;
  /** Writes a warning to the log. */
  warn(message: string): void;
};
