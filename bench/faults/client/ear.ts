import { setTimeout as sleep } from 'node:timers/promises';
import type { Notice, RunResult } from '../lib/run.ts';
import type { Application } from './fault-client.ts';

/** The application's side of a call: writes down what it hears of turns and what it is told. */
export class Ear implements Application {
  readonly #notices: Notice[] = [];
  readonly #told: Set<unknown> = new Set<unknown>();
  readonly #final: Set<string> = new Set<string>();
  readonly #unfinished: Set<string> = new Set<string>();
  readonly #startedAt = performance.now();
  #twice = 0;
  #started = 0;
  #leftOpen = 0;
  #isOpen = false;

  readonly hear: Application['hear'] = (event, transcript) => {
    const words = transcript.split(' ').filter((word) => word !== '');
    if (event === 'start') {
      this.#started += 1;
      if (this.#isOpen) this.#leftOpen += 1;
      this.#isOpen = true;
    }
    if (event === 'end') {
      this.#isOpen = false;
      this.#twice += words.filter((word) => this.#final.has(word)).length;
    }
    for (const word of words) (event === 'end' ? this.#final : this.#unfinished).add(word);
  };

  readonly tell: Application['tell'] = (kind, text, error) => {
    if (error !== undefined && this.#told.has(error)) return;
    this.#told.add(error);
    this.#notices.push({ kind, text, atSeconds: (performance.now() - this.#startedAt) / 1_000 });
  };

  /** What was heard in all. */
  result(): Omit<RunResult, 'said' | 'grownBytes' | 'endMs'> {
    return {
      heard: this.#final.size,
      heardUnfinished: [...this.#unfinished].filter((word) => !this.#final.has(word)).length,
      heardTwice: this.#twice,
      turnsStarted: this.#started,
      turnsLeftOpen: this.#leftOpen + (this.#isOpen ? 1 : 0),
      notices: this.#notices,
    };
  }
}

/** Bytes of the heap and of buffers, once what is over has been collected. */
export async function usedBytes(): Promise<number> {
  for (let time = 0; time < 3; time += 1) {
    globalThis.gc?.();
    await sleep(5);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
