import type { Logger } from '@turnstream/flux';
import type { FrameClass } from '../frames/frame.ts';
import { MetricsFrame } from '../frames/service-frames.ts';
import type { MetricsData } from '../metrics/metrics-data.ts';
import type { FrameObserver, FramePushed, ObserverSetup } from '../processor/frame-observer.ts';
import { RecentFrames } from './recent-frames.ts';

/** Logs every figure once, at level info. */
export class MetricsLogObserver implements FrameObserver {
  readonly frameClasses: readonly FrameClass[] = [MetricsFrame];
  readonly #recent = new RecentFrames();
  readonly #kinds: readonly MetricsData['kind'][] | undefined;
  #logger: Logger | undefined;

  /** @param options `kinds`: the figures that are logged. Default: all. */
  constructor(options: { readonly kinds?: readonly MetricsData['kind'][] } = {}) {
    this.#kinds = options.kinds;
  }

  setUp({ logger }: ObserverSetup): void {
    this.#logger = logger;
  }

  /** Logs the figures of a frame that was not seen before. */
  onPushFrame({ frame }: FramePushed): void {
    if (!(frame instanceof MetricsFrame) || !this.#recent.isNew(frame)) return;
    for (const data of frame.data) {
      if (this.#kinds?.includes(data.kind) ?? true) this.#logger?.info(describe(data));
    }
  }
}

function describe(data: MetricsData): string {
  const who = data.model === undefined ? data.processor : `${data.processor} (${data.model})`;
  switch (data.kind) {
    case 'ttfb':
      return `${who}: first answer after ${data.durationMs.toFixed(0)} ms`;
    case 'processing':
      return `${who}: worked for ${data.durationMs.toFixed(0)} ms`;
    case 'stt-usage':
      return `${who}: heard ${data.audioSeconds.toFixed(3)} s of audio`;
    case 'turn':
      return `${who}: turn ${data.isComplete ? 'over' : 'not over'}, probability ${data.probability.toFixed(2)}, after ${data.durationMs.toFixed(0)} ms`;
  }
}
