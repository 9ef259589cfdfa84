import type { Logger } from '@turnstream/flux';
import type { FrameClass } from '../frames/frame.ts';
import type { FrameObserver, FramePushed, ObserverSetup } from '../processor/frame-observer.ts';

/** Logs every frame on each of its steps, at level debug. */
export class DebugLogObserver implements FrameObserver {
  readonly frameClasses: readonly FrameClass[] | undefined;
  #logger: Logger | undefined;

  /** @param options `frameClasses`: the frames that are logged. Default: all, audio included. */
  constructor(options: { readonly frameClasses?: readonly FrameClass[] } = {}) {
    this.frameClasses = options.frameClasses;
  }

  setUp({ logger }: ObserverSetup): void {
    this.#logger = logger;
  }

  /** Logs one step. */
  onPushFrame({ source, destination, frame, direction, timestampNs }: FramePushed): void {
    const arrow = direction === 'downstream' ? '→' : '←';
    this.#logger?.debug(
      `${(timestampNs / 1e9).toFixed(3)} s ${source.name} ${arrow} ${destination.name}: ${frame.name}`,
    );
  }
}
