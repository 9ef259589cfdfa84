import type { ServerClock } from '../server-clock.ts';

/** Calls back when nothing touched it for a time, and again after each further such time. A touch costs no timer. */
export class IdleWatch {
  readonly #timeoutMs: number;
  readonly #clock: ServerClock;
  readonly #whenIdle: () => void;
  #touchedAtMs = 0;
  #undoWake: (() => void) | undefined;

  constructor(timeoutMs: number, clock: ServerClock, whenIdle: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#clock = clock;
    this.#whenIdle = whenIdle;
  }

  start(): void {
    this.touch();
    this.#wakeAfter(this.#timeoutMs);
  }

  /** Something happened: the time begins anew. */
  touch(): void {
    this.#touchedAtMs = this.#clock.now();
  }

  stop(): void {
    this.#undoWake?.();
    this.#undoWake = undefined;
  }

  #wakeAfter(delayMs: number): void {
    this.#undoWake = this.#clock.wake(delayMs, () => this.#look());
  }

  #look(): void {
    const leftMs = this.#touchedAtMs + this.#timeoutMs - this.#clock.now();
    // A timer may fire a little early: less than a millisecond is no reason to wait again.
    if (leftMs >= 1) {
      this.#wakeAfter(leftMs);
      return;
    }
    this.start();
    this.#whenIdle();
  }
}
