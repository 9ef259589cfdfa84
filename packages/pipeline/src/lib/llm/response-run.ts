import type { Speculation } from '../frames/speculation-frames.ts';
import type { RespondCall } from './respond.ts';
import type { Settlement } from './settled-speculations.ts';

/** One call for an answer: its signal, and whether what it makes may get out. */
export class ResponseRun {
  readonly speculation: Speculation | undefined;
  readonly call: RespondCall;
  readonly #controller = new AbortController();
  readonly #leave: () => void;
  #settleCommitted: { readonly resolve: () => void; readonly reject: (reason: unknown) => void } | undefined;
  #isSettled = false;

  /** @param interrupted aborts when the answer is cut */
  constructor(speculation: Speculation | undefined, interrupted: AbortSignal) {
    this.speculation = speculation;
    const committed = new Promise<void>((resolve, reject) => {
      this.#settleCommitted = { resolve, reject };
    });
    committed.catch(() => undefined);
    this.call = { signal: this.#controller.signal, committed, ...(speculation === undefined ? {} : { speculation }) };
    const abort = (): void => this.abort(interrupted.reason);
    interrupted.addEventListener('abort', abort, { once: true });
    this.#leave = () => interrupted.removeEventListener('abort', abort);
    if (interrupted.aborted) abort();
    if (speculation === undefined) this.settle('confirmed');
  }

  /** Whether nothing of it is wanted any more. */
  get isAborted(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Whether what it makes may get out. */
  get isCommitted(): boolean {
    return this.#isSettled && !this.isAborted;
  }

  /** The turn has ended as predicted, or has not. */
  settle(settlement: Settlement): void {
    if (settlement === 'withdrawn') this.abort(new DOMException('The turn did not end as predicted.', 'AbortError'));
    this.#isSettled = true;
    this.#settleCommitted?.resolve();
  }

  /** Nothing of it is wanted any more. */
  abort(reason: unknown): void {
    if (!this.#isSettled) this.#settleCommitted?.reject(reason);
    this.#isSettled = true;
    this.#controller.abort(reason);
    this.#leave();
  }

  /** The answer was made, whether or not it was confirmed yet. */
  end(): void {
    this.#leave();
  }
}
