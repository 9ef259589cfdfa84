import type { Frame } from '../frames/frame.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';

/** The first or last processor of a pipeline: lets frames in, and hands those on their way out to its owner. */
export class PipelineEnd extends FrameProcessor {
  readonly #outward: FrameDirection;
  readonly #leave: (frame: Frame) => void;
  readonly #behind: () => FrameProcessor | undefined;

  /**
   * @param leave hands a frame to the owner
   * @param behind what a streamed frame comes to then, where the owner only hands it on
   */
  constructor(
    name: string,
    outward: FrameDirection,
    leave: (frame: Frame) => void,
    behind: () => FrameProcessor | undefined = () => undefined,
  ) {
    super({ name, enableDirectMode: true });
    this.#outward = outward;
    this.#leave = leave;
    this.#behind = behind;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (direction === this.#outward) this.#leave(frame);
    else this.pushFrame(frame, direction);
  }

  protected override shortcut(): FrameProcessor | undefined {
    return this.#outward === 'downstream' ? this.#behind() : this.next;
  }
}
