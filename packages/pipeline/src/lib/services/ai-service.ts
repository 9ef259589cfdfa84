import type { Frame } from '../frames/frame.ts';
import type { ServiceMetadataFrame } from '../frames/service-frames.ts';
import { CancelFrame, EndFrame, StartFrame } from '../frames/lifecycle-frames.ts';
import type { EventMap } from '../object/event-registry.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameProcessorEvents } from '../processor/frame-processor-options.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import type { HandlerScope } from '../processor/handler-scope.ts';

/**
 * A processor that stands for a service outside: it is told of the pipeline's start and end, and tells its neighbours
 * about itself right after the StartFrame.
 *
 * Subclasses override {@link handleFrame} in place of `processFrame`.
 */
export abstract class AIService<Events extends EventMap = FrameProcessorEvents> extends FrameProcessor<Events> {
  /**
   * Tells the service of the start and the end, then hands the frame to {@link handleFrame}. An EndFrame travels on
   * after {@link stop} has settled, a CancelFrame after {@link cancel}.
   */
  override processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): void | Promise<void> {
    if (frame instanceof StartFrame) return this.#after(this.start(frame), 'start', frame, direction, scope);
    if (frame instanceof EndFrame) return this.#after(this.stop(frame), 'stop', frame, direction, scope);
    if (frame instanceof CancelFrame) return this.#after(this.cancel(frame), 'cancel', frame, direction, scope);
    return this.handleFrame(frame, direction, scope);
  }

  /** Pushes the frame, and what the service says about itself behind a StartFrame. */
  override pushFrame(frame: Frame, direction: FrameDirection = 'downstream'): void {
    super.pushFrame(frame, direction);
    if (frame instanceof StartFrame && direction === 'downstream') {
      const metadata = this.serviceMetadataFrame();
      if (metadata !== undefined) this.broadcastFrameInstance(metadata);
    }
  }

  /** Handles one frame; nothing travels on unless this pushes it. */
  protected abstract handleFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): void | Promise<void>;

  /** The pipeline starts. */
  protected async start(_frame: StartFrame): Promise<void> {}

  /** The pipeline ends after all that came before; the EndFrame waits for this. */
  protected async stop(_frame: EndFrame): Promise<void> {}

  /** The pipeline ends now; the CancelFrame waits for this. */
  protected async cancel(_frame: CancelFrame): Promise<void> {}

  /** What the service says about itself; `undefined`: nothing. */
  protected serviceMetadataFrame(): ServiceMetadataFrame | undefined {
    return undefined;
  }

  async #after(
    done: Promise<void>,
    what: string,
    frame: Frame,
    direction: FrameDirection,
    scope: HandlerScope,
  ): Promise<void> {
    try {
      await done;
    } catch (error) {
      this.logger.error(`${this.name} failed to ${what}`, { error });
    }
    await this.handleFrame(frame, direction, scope);
  }
}
