import type { Recogniser, RecognitionPurpose, RecognitionRequest } from './recogniser.ts';

type Waiting = { readonly purpose: RecognitionPurpose; readonly start: () => void };

/**
 * Lets a recogniser do a few decodes at a time, final ones first. Every stream waits for its own decode before it asks
 * for another, so the queue is never longer than the number of streams.
 */
export class DecodeQueue implements Recogniser {
  readonly #recogniser: Recogniser;
  readonly #maxRunning: number;
  readonly #waiting: Waiting[] = [];
  #idleListeners: (() => void)[] = [];
  #running = 0;

  constructor(recogniser: Recogniser, maxRunning: number) {
    this.#recogniser = recogniser;
    this.#maxRunning = maxRunning;
  }

  async decode(request: RecognitionRequest): Promise<string> {
    if (this.#running >= this.#maxRunning) {
      await new Promise<void>((start) => this.#waiting.push({ purpose: request.purpose, start }));
    } else {
      this.#running += 1;
    }
    try {
      return await this.#recogniser.decode(request);
    } finally {
      this.#next();
    }
  }

  /** Resolves when nothing runs or waits. */
  async idle(): Promise<void> {
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => this.#idleListeners.push(resolve));
  }

  /** Hands the place of a finished decode to the next one. */
  #next(): void {
    const final = this.#waiting.findIndex((waiting) => waiting.purpose === 'final');
    const [next] = this.#waiting.splice(Math.max(0, final), 1);
    if (next !== undefined) {
      next.start();
      return;
    }
    this.#running -= 1;
    if (this.#running > 0) return;
    const listeners = this.#idleListeners;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }
}
