import type { Clock } from '@turnstream/flux';
import { PipelineFlushFrame } from '../frames/worker-frames.ts';

/** The flushes that are on their way. */
export class PipelineFlushes {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, (done: boolean) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sends one. Whether it came back within `timeoutMs`. */
  begin(send: (frame: PipelineFlushFrame) => void, timeoutMs: number): Promise<boolean> {
    const frame = new PipelineFlushFrame();
    return new Promise((resolve) => {
      const forget = this.#clock.wake(timeoutMs, () => this.#settle(frame.id, false));
      this.#waiting.set(frame.id, (done) => {
        forget();
        resolve(done);
      });
      send(frame);
    });
  }

  /** One came back. */
  returned(frame: PipelineFlushFrame): void {
    this.#settle(frame.id, true);
  }

  /** None will come back any more. */
  end(): void {
    for (const id of this.#waiting.keys()) this.#settle(id, false);
  }

  #settle(id: number, done: boolean): void {
    const settle = this.#waiting.get(id);
    this.#waiting.delete(id);
    settle?.(done);
  }
}
