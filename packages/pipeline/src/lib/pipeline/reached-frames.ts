import type { Frame, FrameClass } from '../frames/frame.ts';
import { isFrameOf } from '../frames/frame.ts';

/** Which frames are told of when they reach one end of the pipeline: none, until classes are named. */
export class ReachedFrames {
  #classes: readonly FrameClass[] = [];

  /** Whether this frame is told of. */
  includes(frame: Frame): boolean {
    return isFrameOf(frame, this.#classes);
  }

  /** Exactly these from now on. */
  set(classes: readonly FrameClass[]): void {
    this.#classes = classes;
  }

  /** These too. */
  add(classes: readonly FrameClass[]): void {
    this.#classes = [...new Set([...this.#classes, ...classes])];
  }
}
