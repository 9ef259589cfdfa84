import type { Logger } from '@turnstream/flux';
import type { MetricsData } from './metrics-data.ts';

/** Whose figures these are. */
export type MetricsOwner = { readonly name: string; readonly logger: Logger };

type Measurement = 'ttfb' | 'processing';

/**
 * The latencies of one processor: each measurement is begun and ended by the processor, at times in milliseconds since
 * 1970. A figure is never negative, and ending what was not begun gives none.
 */
export class ProcessorMetrics {
  readonly #begunAtMs = new Map<Measurement, number>();
  #lastTtfbMs: number | undefined;
  #ttfbReported = false;

  /** The time to the first answer so far, while it is being measured; else the last one. */
  ttfbMs(nowMs: number): number | undefined {
    const begunAtMs = this.#begunAtMs.get('ttfb');
    return begunAtMs === undefined ? this.#lastTtfbMs : Math.max(0, nowMs - begunAtMs);
  }

  /** Begins the time to the first answer, unless only the first is wanted and there was one. */
  startTtfb(atMs: number, onlyInitial: boolean): void {
    if (onlyInitial && this.#ttfbReported) return;
    this.#begunAtMs.set('ttfb', atMs);
  }

  /** The first answer is there. */
  stopTtfb(atMs: number, owner: MetricsOwner, model: string | undefined): MetricsData | undefined {
    const durationMs = this.#end('ttfb', atMs, owner);
    if (durationMs === undefined) return undefined;
    this.#lastTtfbMs = durationMs;
    this.#ttfbReported = true;
    return { kind: 'ttfb', processor: owner.name, model, durationMs };
  }

  /** A piece of work begins. */
  startProcessing(atMs: number): void {
    this.#begunAtMs.set('processing', atMs);
  }

  /** It is done. */
  stopProcessing(atMs: number, owner: MetricsOwner, model: string | undefined): MetricsData | undefined {
    const durationMs = this.#end('processing', atMs, owner);
    return durationMs === undefined ? undefined : { kind: 'processing', processor: owner.name, model, durationMs };
  }

  /** Forgets the running time to the first answer. */
  abandonTtfb(): void {
    this.#begunAtMs.delete('ttfb');
  }

  #end(measurement: Measurement, atMs: number, owner: MetricsOwner): number | undefined {
    const begunAtMs = this.#begunAtMs.get(measurement);
    this.#begunAtMs.delete(measurement);
    if (begunAtMs === undefined) return undefined;
    if (atMs < begunAtMs) {
      owner.logger.warn(`${owner.name}: a ${measurement} measurement ends before it begins; there is no figure`);
      return undefined;
    }
    return atMs - begunAtMs;
  }
}
