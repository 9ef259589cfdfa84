import type { LatencySummary } from '../lib/run.ts';
import { microsecondsSince } from '../lib/stamp.ts';
import { quantile } from '../lib/quantile.ts';

/** Collects how long messages were on their way; costs every client the same. */
export class LatencyLog {
  readonly #microseconds: Float64Array;
  #count = 0;

  /** @param capacity at least as many as may be heard */
  constructor(capacity: number) {
    this.#microseconds = new Float64Array(capacity);
  }

  /** Forgets what came before. */
  begin(): void {
    this.#count = 0;
  }

  /** Takes the request id of a message that is being handled now. */
  take(requestId: string): void {
    const microseconds = microsecondsSince(requestId);
    if (microseconds === undefined || this.#count === this.#microseconds.length) return;
    this.#microseconds[this.#count] = microseconds;
    this.#count += 1;
  }

  summarise(): LatencySummary {
    const sorted = this.#microseconds.subarray(0, this.#count).toSorted();
    const at = (share: number): number => quantile(sorted, share) / 1_000;
    return { count: this.#count, medianMs: at(0.5), p90Ms: at(0.9), p99Ms: at(0.99) };
  }
}
