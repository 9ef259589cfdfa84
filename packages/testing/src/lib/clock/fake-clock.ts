import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@turnstream/flux';

const MAX_CALLBACKS_PER_ADVANCE = 100_000;

/** Options of {@link FakeClock}. */
export type FakeClockOptions = {
  /** Where time begins, in milliseconds. Default 0. */
  readonly startMs?: number;
  /** What `random()` gives, each from 0 to 1; starts over after the last. Default `[0.5]`. */
  readonly randomValues?: readonly number[];
};

type Wake = { readonly dueMs: number; readonly order: number; readonly callback: () => void };

/**
 * A {@link Clock} that stands still until a test moves it. The same calls give the same run:
 * callbacks run in the order they are due, and where two are due together in the order they were asked for.
 */
export class FakeClock implements Clock {
  readonly #wakes: Set<Wake> = new Set<Wake>();
  readonly #randomValues: readonly number[];
  #nowMs: number;
  #asked = 0;
  #drawn = 0;

  /** @throws TypeError when `randomValues` is empty or holds a value outside 0 to 1 */
  constructor(options: FakeClockOptions = {}) {
    this.#nowMs = options.startMs ?? 0;
    this.#randomValues = options.randomValues ?? [0.5];
    if (this.#randomValues.length === 0 || this.#randomValues.some((value) => !(value >= 0 && value <= 1))) {
      throw new TypeError('options.randomValues must hold at least one number, each from 0 to 1');
    }
  }

  /** Milliseconds now. */
  now(): number {
    return this.#nowMs;
  }

  /** Calls back once time has moved on by `delayMs`; never before the next `advance`. Returns what undoes it. */
  wake(delayMs: number, callback: () => void): () => void {
    const wake: Wake = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#asked, callback };
    this.#asked += 1;
    this.#wakes.add(wake);
    return () => {
      this.#wakes.delete(wake);
    };
  }

  /** The next of `randomValues`. */
  random(): number {
    const value = this.#randomValues[this.#drawn % this.#randomValues.length];
    this.#drawn += 1;
    return value ?? 0;
  }

  /** How many callbacks wait for their time. */
  get pending(): number {
    return this.#wakes.size;
  }

  /** Milliseconds until the next callback is due; `undefined` when none waits. */
  get nextWakeInMs(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : next.dueMs - this.#nowMs;
  }

  /**
   * Moves time on by `durationMs` and runs each callback that falls due, at its own time, before it returns.
   * Callbacks asked for meanwhile run too when they fall due. What a callback throws ends the advance at that time.
   * @throws TypeError when `durationMs` is negative or not finite
   * @throws Error after 100 000 callbacks: the code under test wakes itself without end
   */
  advance(durationMs: number): void {
    const untilMs = this.#until(durationMs);
    for (let runs = 0; this.#runNext(untilMs); runs += 1) guard(runs);
    this.#nowMs = untilMs;
  }

  /**
   * As {@link FakeClock.advance}, but lets promises and the event loop's pending work settle before it begins,
   * after each callback, and at the end.
   */
  async advanceAsync(durationMs: number): Promise<void> {
    const untilMs = this.#until(durationMs);
    await setImmediate();
    for (let runs = 0; this.#runNext(untilMs); runs += 1) {
      guard(runs);
      await setImmediate();
    }
    this.#nowMs = untilMs;
    await setImmediate();
  }

  #until(durationMs: number): number {
    if (!(durationMs >= 0 && Number.isFinite(durationMs))) {
      throw new TypeError(`durationMs must be 0 or more and finite, not ${durationMs}`);
    }
    return this.#nowMs + durationMs;
  }

  #next(): Wake | undefined {
    let next: Wake | undefined;
    for (const wake of this.#wakes) {
      if (next === undefined || wake.dueMs < next.dueMs || (wake.dueMs === next.dueMs && wake.order < next.order)) {
        next = wake;
      }
    }
    return next;
  }

  #runNext(untilMs: number): boolean {
    const next = this.#next();
    if (next === undefined || next.dueMs > untilMs) return false;
    this.#wakes.delete(next);
    this.#nowMs = next.dueMs;
    next.callback();
    return true;
  }
}

function guard(runs: number): void {
  if (runs < MAX_CALLBACKS_PER_ADVANCE) return;
  throw new Error(`${MAX_CALLBACKS_PER_ADVANCE} callbacks ran in one advance: something wakes itself without end`);
}
