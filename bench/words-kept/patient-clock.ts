import { FakeClock } from '@turnstream/testing';

const TICK_MS = 5;

/** A program that was kept from running for longer than this was kept from running, and no time went by. */
const MAX_TICK_MS = 20;

/**
 * Real time, which stands still while the server lags or while this program is kept from running: what a call is like does
 * not depend on what else a machine has to do.
 */
export class PatientClock extends FakeClock {
  readonly #waits: () => boolean;
  readonly #startedAt: number = performance.now();
  readonly #timer: NodeJS.Timeout;
  #tickedAt: number = performance.now();

  /** @param waits whether time stands still */
  constructor(random: () => number, waits: () => boolean) {
    super({ randomValues: Array.from({ length: 64 }, random) });
    this.#waits = waits;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Seconds that time stood still. */
  get stoodStillSeconds(): number {
    return (performance.now() - this.#startedAt - this.now()) / 1_000;
  }

  /** Resolves when so much time has gone by. */
  async wait(durationMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake(durationMs, resolve);
    });
  }

  /** Time stops for good. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const at = performance.now();
    const passedMs = Math.min(MAX_TICK_MS, at - this.#tickedAt);
    this.#tickedAt = at;
    if (!this.#waits()) this.advance(passedMs);
  }
}
