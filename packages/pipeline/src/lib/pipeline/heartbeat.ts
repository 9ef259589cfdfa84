import type { Clock } from '@turnstream/flux';

/** What a heartbeat needs of the worker. */
export type HeartbeatOptions = {
  readonly clock: Clock;
  readonly periodMs: number;
  readonly monitorMs: number;
  /** Sends one into the pipeline. */
  readonly send: () => void;
  /** None has come through for `monitorMs`; called again each time that passes. */
  readonly onSilence: () => void;
};

/** Sends a heartbeat at intervals and watches whether any comes through. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #forgetNext: (() => void) | undefined;
  #forgetMonitor: (() => void) | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Sends the first one. */
  start(): void {
    this.#beat();
    this.#watch();
  }

  /** Sends none any more. */
  stop(): void {
    this.#forgetNext?.();
    this.#forgetMonitor?.();
    this.#forgetNext = undefined;
    this.#forgetMonitor = undefined;
  }

  /** One reached the end of the pipeline. */
  arrived(): void {
    if (this.#forgetMonitor === undefined) return;
    this.#forgetMonitor();
    this.#watch();
  }

  #beat(): void {
    const { clock, periodMs, send } = this.#options;
    this.#forgetNext = clock.wake(periodMs, () => this.#beat());
    send();
  }

  #watch(): void {
    const { clock, monitorMs, onSilence } = this.#options;
    this.#forgetMonitor = clock.wake(monitorMs, () => {
      this.#watch();
      onSilence();
    });
  }
}
