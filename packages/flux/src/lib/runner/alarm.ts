import type { Clock } from '../session/listen-options.ts';

/** One timer, which goes off once for each time it was set, at the earliest moment asked for. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  /** When it goes off; `Infinity` while it is not set. */
  #at = Infinity;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Sets it, unless it goes off early enough as it is. */
  setBy(at: number): void {
    if (at >= this.#at) return;
    this.#cancel?.();
    this.#at = at;
    this.#cancel = this.#clock.wake(Math.max(0, at - this.#clock.now()), this.#goOff);
  }

  /** Takes it back. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#at = Infinity;
  }

  readonly #goOff = (): void => {
    this.#at = Infinity;
    this.#cancel = undefined;
    this.#ring();
  };
}
