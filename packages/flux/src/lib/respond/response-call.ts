import { deferred } from '../runner/deferred.ts';
import type { TurnEagerEvent, TurnEndEvent } from '../session/turn-event.ts';
import type { Respond } from './respond-options.ts';
import type { Answer, AnswerEnd } from './responder.ts';

/** What a call tells of itself. */
export type CallHandlers = {
  readonly firstChunk: () => void;
  readonly failed: () => void;
  /** The reader has all of it, or its error, or left. */
  readonly over: (cancelled: boolean) => void;
};

type Asked<Chunk> = {
  readonly resolve: (result: IteratorResult<Chunk, undefined>) => void;
  readonly reject: (error: unknown) => void;
};

type Making =
  | { readonly type: 'making' }
  | { readonly type: 'made' }
  | { readonly type: 'failed'; readonly error: unknown };

/** One call of `respond`: makes chunks, holds them until it is committed, and hands them to one reader. */
export class ResponseCall<Chunk> implements Answer<Chunk>, AsyncIterator<Chunk, undefined> {
  readonly turnId: number;
  transcript: string;
  predicted = false;
  readonly #maxHeldChunks: number;
  readonly #handlers: CallHandlers;
  readonly #controller = new AbortController();
  readonly #committed = deferred<void>();
  readonly #ended = deferred<AnswerEnd>();
  readonly #chunks: { readonly value: Chunk }[] = [];
  readonly #asked: Asked<Chunk>[] = [];
  #making: Making = { type: 'making' };
  #isReleased = false;
  #isOver = false;
  #isAbandoned = false;
  #madeChunks = 0;
  #releasedChunks = 0;
  #source: AsyncIterator<Chunk> | undefined;
  #hasRoom: (() => void) | undefined;

  constructor(event: TurnEagerEvent | TurnEndEvent, maxHeldChunks: number, handlers: CallHandlers) {
    this.turnId = event.turnId;
    this.transcript = event.transcript;
    this.#maxHeldChunks = maxHeldChunks;
    this.#handlers = handlers;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ended(): Promise<AnswerEnd> {
    return this.#ended.promise;
  }

  /** Calls `respond`. Never rejects: a failure is told, unless nobody wants the answer any more. */
  async begin(respond: Respond<Chunk>, attempt: number, event: TurnEagerEvent | TurnEndEvent): Promise<void> {
    const { signal } = this;
    const { transcript, turnId } = event;
    try {
      const output = await respond({ transcript, turnId, attempt, signal, committed: this.#committed.promise, event });
      if (isAsyncIterable(output)) await this.#takeFrom(output);
      else if (output !== undefined) this.#take(output);
      this.#finish({ type: 'made' });
    } catch (error) {
      if (this.#isOver) return;
      // Told first: a failed prediction is taken back before anybody can ask for it.
      this.#handlers.failed();
      this.#finish({ type: 'failed', error });
    }
  }

  /** The turn has ended with this text: what was held may be read. */
  commit(transcript: string, predicted: boolean): void {
    this.transcript = transcript;
    this.predicted = predicted;
    this.#isReleased = true;
    this.#committed.resolve();
  }

  /** Nothing of it gets out any more. Returns how many chunks were made for nothing. */
  end(reason: 'interrupted' | 'cancelled' | 'abandoned', message: string): number {
    if (this.#isOver) return 0;
    this.#isAbandoned = true;
    const aborted = new DOMException(message, 'AbortError');
    this.#committed.reject(aborted);
    this.#close({ reason: reason === 'abandoned' ? 'cancelled' : reason, releasedChunks: this.#releasedChunks });
    this.#controller.abort(aborted);
    this.#leaveSource();
    return this.#madeChunks - this.#releasedChunks;
  }

  cancel(): void {
    if (!this.#isOver) this.#handlers.over(true);
  }

  next(): Promise<IteratorResult<Chunk, undefined>> {
    if (this.#isOver || !this.#isReleased) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#serve();
    });
  }

  return(): Promise<IteratorResult<Chunk, undefined>> {
    const isComplete = this.#making.type === 'made' && this.#chunks.length === 0;
    if (isComplete) this.#complete({ reason: 'completed', releasedChunks: this.#releasedChunks });
    else this.cancel();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): AsyncIterator<Chunk, undefined> {
    return this;
  }

  async #takeFrom(output: AsyncIterable<Chunk>): Promise<void> {
    const source = output[Symbol.asyncIterator]();
    this.#source = source;
    if (this.#isAbandoned) this.#leaveSource();
    while (!this.#isOver) {
      const next = await source.next();
      if (next.done === true) return;
      this.#take(next.value);
      if (this.#chunks.length >= this.#maxHeldChunks) await this.#room();
    }
  }

  #take(chunk: Chunk): void {
    this.#madeChunks += 1;
    if (this.#isOver) return;
    this.#chunks.push({ value: chunk });
    if (this.#madeChunks === 1) this.#handlers.firstChunk();
    this.#serve();
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#hasRoom = resolve;
      if (this.#isOver) resolve();
    });
  }

  #finish(making: Making): void {
    this.#making = making;
    this.#source = undefined;
    this.#serve();
  }

  /** Gives those who ask what there is. */
  #serve(): void {
    while (this.#isReleased && !this.#isOver) {
      const asked = this.#asked[0];
      if (asked === undefined) return;
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#asked.shift();
        this.#releasedChunks += 1;
        this.#hasRoom?.();
        asked.resolve({ value: chunk.value, done: false });
        continue;
      }
      if (this.#making.type === 'making') return;
      if (this.#making.type === 'failed') {
        const { error } = this.#making;
        this.#asked.shift();
        asked.reject(error);
        this.#complete({ reason: 'failed', releasedChunks: this.#releasedChunks, error });
      } else this.#complete({ reason: 'completed', releasedChunks: this.#releasedChunks });
    }
  }

  #complete(end: AnswerEnd): void {
    if (this.#isOver) return;
    this.#close(end);
    this.#handlers.over(false);
  }

  #close(end: AnswerEnd): void {
    this.#isOver = true;
    this.#chunks.length = 0;
    this.#hasRoom?.();
    this.#ended.resolve(end);
    for (const { resolve } of this.#asked.splice(0)) resolve({ value: undefined, done: true });
  }

  /** Tells what makes the chunks that nobody wants more. Not waited for: it may hang, and its failure is nobody's. */
  #leaveSource(): void {
    const source = this.#source;
    this.#source = undefined;
    try {
      source?.return?.().then(undefined, () => undefined);
    } catch {
      // As above.
    }
  }
}

function isAsyncIterable<Chunk>(output: AsyncIterable<Chunk> | Chunk | undefined): output is AsyncIterable<Chunk> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}
