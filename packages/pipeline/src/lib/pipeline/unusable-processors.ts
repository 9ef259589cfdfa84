import type { ErrorFrame } from '../frames/error-frame.ts';

/** The processors that can no longer do their work: each is noticed once, however many errors it sends. */
export class UnusableProcessors {
  readonly #noticed = new Set<number>();

  /** The processor that an error shows to be unusable for the first time. */
  notice(frame: ErrorFrame): ErrorFrame['processor'] {
    const { processor } = frame;
    if (processor === undefined || processor.isUsable || this.#noticed.has(processor.id)) return undefined;
    this.#noticed.add(processor.id);
    return processor;
  }
}
