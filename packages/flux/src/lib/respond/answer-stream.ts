import type { Answer } from './responder.ts';

type Asked<Chunk> = {
  readonly resolve: (result: IteratorResult<Answer<Chunk>, undefined>) => void;
  readonly reject: (error: unknown) => void;
};

/** Answers on their way to who reads them. As many wait as may be live: the machine has the limit. */
export class AnswerStream<Chunk> implements AsyncIterator<Answer<Chunk>, undefined> {
  #waiting: Answer<Chunk>[] = [];
  readonly #asked: Asked<Chunk>[] = [];
  readonly #left: () => void;
  #end: { readonly error: unknown } | undefined;

  /** @param left called when its reader wants no more */
  constructor(left: () => void) {
    this.#left = left;
  }

  /** One more answer. */
  give(answer: Answer<Chunk>): void {
    const asked = this.#asked.shift();
    if (asked === undefined) this.#waiting.push(answer);
    else asked.resolve({ value: answer, done: false });
  }

  /** An answer that was cut before anybody took it is none. */
  take(answer: Answer<Chunk>): void {
    if (this.#waiting.length > 0) this.#waiting = this.#waiting.filter((waiting) => waiting !== answer);
  }

  /** No more answers: the reader sees what waits, then the end, or the error once. */
  end(cause: unknown): void {
    this.#end ??= { error: cause };
    for (const asked of this.#asked.splice(0)) this.next().then(asked.resolve, asked.reject);
  }

  next(): Promise<IteratorResult<Answer<Chunk>, undefined>> {
    const answer = this.#waiting.shift();
    if (answer !== undefined) return Promise.resolve({ value: answer, done: false });
    if (this.#end === undefined) return new Promise((resolve, reject) => this.#asked.push({ resolve, reject }));
    const { error } = this.#end;
    this.#end = { error: undefined };
    return error === undefined ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(error);
  }

  return(): Promise<IteratorResult<Answer<Chunk>, undefined>> {
    this.#left();
    return Promise.resolve({ value: undefined, done: true });
  }
}
