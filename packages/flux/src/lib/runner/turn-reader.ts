import { FluxError } from '../errors.ts';
import type { TurnEvent } from '../session/turn-event.ts';

/** Events that may wait for one reader. Updates coalesce, so these are hours of talk. */
const MAX_WAITING = 10_000;

/** How a stream of events ends: quietly, or with an error. */
export type StreamEnd = { readonly failed: false } | { readonly failed: true; readonly error: unknown };

type Asked = {
  readonly resolve: (result: IteratorResult<TurnEvent, undefined>) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * One reader of turn events, with its own queue. Written out, and not an async generator, because a generator puts
 * several turns of the microtask queue between an event and who waits for it.
 */
export class TurnReader implements AsyncIterableIterator<TurnEvent, undefined, undefined> {
  readonly #waiting: TurnEvent[];
  readonly #asked: Asked[] = [];
  readonly #left: (reader: TurnReader) => void;
  #end: StreamEnd | undefined;

  /**
   * @param waiting what it is told first
   * @param left called when it wants no more events
   */
  constructor(waiting: readonly TurnEvent[], left: (reader: TurnReader) => void) {
    this.#waiting = [...waiting];
    this.#left = left;
  }

  /** Takes an event. An update that was not read yet gives way to a newer one of the same turn. */
  take(event: TurnEvent): void {
    if (this.#end !== undefined) return;
    const asked = this.#asked.shift();
    if (asked !== undefined) {
      asked.resolve({ value: event, done: false });
      return;
    }
    const last = this.#waiting.at(-1);
    if (event.type === 'turn-update' && last?.type === 'turn-update' && last.turnId === event.turnId) {
      this.#waiting[this.#waiting.length - 1] = event;
    } else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(event);
    else {
      const message = `A reader of events is more than ${MAX_WAITING} events behind. Read them as they come, or leave the loop.`;
      this.finish({ failed: true, error: new FluxError('buffer-overflow', message) });
    }
  }

  /** No more events: the reader sees what waits, then the end. */
  finish(end: StreamEnd): void {
    this.#end ??= end;
    for (let asked = this.#asked.shift(); asked !== undefined; asked = this.#asked.shift()) {
      this.next().then(asked.resolve, asked.reject);
    }
  }

  next(): Promise<IteratorResult<TurnEvent, undefined>> {
    const event = this.#waiting.shift();
    if (event !== undefined) return Promise.resolve({ value: event, done: false });
    const end = this.#end;
    if (end === undefined) return new Promise((resolve, reject) => this.#asked.push({ resolve, reject }));
    this.#left(this);
    // An error is said once.
    this.#end = { failed: false };
    return end.failed ? Promise.reject(end.error) : Promise.resolve({ value: undefined, done: true });
  }

  return(): Promise<IteratorResult<TurnEvent, undefined>> {
    this.#waiting.length = 0;
    this.#left(this);
    this.#end = { failed: false };
    this.finish(this.#end);
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
