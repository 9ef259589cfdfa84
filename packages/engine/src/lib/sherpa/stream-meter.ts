import type { EngineLoad } from '../engine.ts';
import { loadOf, newStreamCost, withWork } from '../recognition/load-meter.ts';
import type { LoadRules, StreamCost } from '../recognition/load-meter.ts';

/** Keeps the costs of the streams of an engine. */
export class StreamMeter {
  readonly #rules: LoadRules;
  readonly #now: () => number;
  readonly #costs = new Map<number, StreamCost>();
  #last = 0;

  /** `now`: monotonic milliseconds. */
  constructor(rules: LoadRules, now: () => number) {
    this.#rules = rules;
    this.#now = now;
  }

  get load(): EngineLoad {
    return loadOf(this.#costs.values(), this.#now(), this.#rules);
  }

  /** Counts a new stream, as one that is looked at often or not. */
  join(cadence: 'normal' | 'high'): { readonly work: (busyMs: number) => void; readonly leave: () => void } {
    const id = (this.#last += 1);
    this.#costs.set(id, newStreamCost(this.#rules.expectedCores[cadence], this.#now()));
    return {
      work: (busyMs) => {
        const cost = this.#costs.get(id);
        if (cost !== undefined) this.#costs.set(id, withWork(cost, busyMs, this.#now()));
      },
      leave: () => void this.#costs.delete(id),
    };
  }
}
