import { FrameProcessor } from '@turnstream/pipeline';
import type { Frame, FrameDirection } from '@turnstream/pipeline';

/** Keeps the frames that pass in one direction and lets everything through, without a queue of its own. */
export class FrameProbe extends FrameProcessor {
  readonly seen: Frame[] = [];
  readonly #direction: FrameDirection;
  readonly #onFrame: () => void;

  constructor(direction: FrameDirection, onFrame: () => void) {
    super({ enableDirectMode: true });
    this.#direction = direction;
    this.#onFrame = onFrame;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (direction === this.#direction) this.seen.push(frame);
    this.pushFrame(frame, direction);
    this.#onFrame();
  }
}
