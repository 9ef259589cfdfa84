import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { FrameProcessor } from '@turnstream/pipeline';

/** Keeps every frame that passes, in both directions. */
export class Probe extends FrameProcessor {
  readonly downstream: Frame[] = [];
  readonly upstream: Frame[] = [];

  constructor() {
    super({ enableDirectMode: true });
  }

  /** Class names of the frames that went downstream, without the StartFrame and the EndFrame. */
  get downstreamNames(): string[] {
    return names(this.downstream);
  }

  /** Class names of the frames that went upstream. */
  get upstreamNames(): string[] {
    return names(this.upstream);
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    (direction === 'downstream' ? this.downstream : this.upstream).push(frame);
    this.pushFrame(frame, direction);
  }
}

function names(frames: readonly Frame[]): string[] {
  return frames.map((frame) => frame.constructor.name).filter((name) => name !== 'StartFrame' && name !== 'EndFrame');
}
