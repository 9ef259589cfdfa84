import type { TurnRequest } from '@turnstream/flux';
import { createDeferred, type FakeClock } from '@turnstream/testing';
import fc from 'fast-check';

/** How a model behaves: it makes so many chunks, each after so long, and may fail, or not listen to its signal. */
export type Model = {
  readonly chunkCount: number;
  readonly delayMs: number;
  readonly failsAfter: number | undefined;
  readonly listens: boolean;
};

/** How the answers are read: all, or so many chunks of each. */
export type Reading = { readonly leavesAfter: number | undefined };

/** Models of any kind. */
export const model: fc.Arbitrary<Model> = fc.record({
  chunkCount: fc.nat(4),
  delayMs: fc.constantFrom(0, 0, 150, 1_000),
  failsAfter: fc.constantFrom(undefined, undefined, undefined, 0, 1),
  listens: fc.boolean(),
});

/** Readers of any kind. */
export const reading: fc.Arbitrary<Reading> = fc.record({ leavesAfter: fc.constantFrom(undefined, undefined, 1) });

/** A chunk that says where it comes from. */
export type Chunk = { readonly call: number; readonly turnId: number; readonly index: number };

/** One call of `respond`, as its model saw it. */
export type SeenCall = { readonly request: TurnRequest; settlements: string[] };

/** A `respond` that behaves as its models do, one after the other, and remembers every call. */
export class Responses {
  readonly calls: SeenCall[] = [];
  /** Calls that have not returned yet. */
  running = 0;
  readonly #models: readonly Model[];
  readonly #clock: FakeClock;

  constructor(models: readonly Model[], clock: FakeClock) {
    this.#models = models;
    this.#clock = clock;
  }

  readonly respond = (request: TurnRequest): AsyncIterable<Chunk> => {
    const call = this.calls.length;
    const seen: SeenCall = { request, settlements: [] };
    this.calls.push(seen);
    request.committed.then(
      () => seen.settlements.push('committed'),
      () => seen.settlements.push('taken back'),
    );
    return this.#make(call, request);
  };

  async *#make(call: number, request: TurnRequest): AsyncGenerator<Chunk> {
    const used = this.#models[call % this.#models.length];
    if (used === undefined) return;
    this.running += 1;
    try {
      for (let index = 0; index < used.chunkCount; index += 1) {
        if (index === used.failsAfter) throw new Error('the model failed');
        if (used.delayMs > 0) await this.#wait(used, request.signal);
        yield { call, turnId: request.turnId, index };
      }
    } finally {
      this.running -= 1;
    }
  }

  async #wait({ delayMs, listens }: Model, signal: AbortSignal): Promise<void> {
    const passed = createDeferred();
    const undo = this.#clock.wake(delayMs, () => passed.resolve());
    const abort = (): void => passed.reject(signal.reason);
    if (listens) {
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
    }
    try {
      await passed.promise;
    } finally {
      undo();
      signal.removeEventListener('abort', abort);
    }
  }
}
