import { FluxError } from '../errors.ts';
import type { TurnEvent } from '../session/turn-event.ts';

/** Events that may wait for one reader. Updates coalesce, so these are hours of talk. */
const MAX_WAITING = 10_000;

type End = { readonly error: unknown } | undefined;

type Reader = {
  readonly waiting: TurnEvent[];
  wake: (() => void) | undefined;
  end: { readonly reason: End } | undefined;
};

/**
 * Turn events for any number of readers. Each has its own queue and begins with the open turn. An update that nobody
 * has read yet gives way to a newer one of the same turn; nothing else is dropped.
 */
export class TurnBroadcast implements AsyncIterable<TurnEvent> {
  readonly #readers = new Set<Reader>();
  /** What a new reader is told of the open turn. */
  #open: readonly TurnEvent[] = [];
  #end: { readonly reason: End } | undefined;

  /** Tells every reader. */
  publish(event: TurnEvent): void {
    this.#open = openingOf(this.#open, event);
    for (const reader of this.#readers) {
      enqueue(reader, event);
      reader.wake?.();
    }
  }

  /** No more events. Readers see what waits, then the end, or the error. */
  close(error: unknown): void {
    this.#end = { reason: error === undefined ? undefined : { error } };
    for (const reader of this.#readers) {
      reader.end ??= this.#end;
      reader.wake?.();
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<TurnEvent, undefined, undefined> {
    // Joined at once, so that nothing between this call and the first `next()` is missed.
    const reader: Reader = { waiting: [...this.#open], wake: undefined, end: this.#end };
    this.#readers.add(reader);
    return this.#read(reader);
  }

  async *#read(reader: Reader): AsyncGenerator<TurnEvent, undefined, undefined> {
    try {
      for (;;) {
        const event = reader.waiting.shift();
        if (event !== undefined) yield event;
        else if (reader.end !== undefined) {
          if (reader.end.reason !== undefined) throw reader.end.reason.error;
          return undefined;
        } else {
          await new Promise<void>((resolve) => {
            reader.wake = resolve;
          });
          reader.wake = undefined;
        }
      }
    } finally {
      this.#readers.delete(reader);
    }
  }
}

function enqueue(reader: Reader, event: TurnEvent): void {
  const last = reader.waiting.at(-1);
  if (event.type === 'turn-update' && last?.type === 'turn-update' && last.turnId === event.turnId) {
    reader.waiting[reader.waiting.length - 1] = event;
  } else if (reader.waiting.length < MAX_WAITING) reader.waiting.push(event);
  else {
    const message = `A reader of events is more than ${MAX_WAITING} events behind. Read them as they come, or leave the loop.`;
    reader.end ??= { reason: { error: new FluxError('buffer-overflow', message) } };
  }
}

/** The start of the open turn, and its latest news. */
function openingOf(open: readonly TurnEvent[], event: TurnEvent): readonly TurnEvent[] {
  const start = open[0];
  switch (event.type) {
    case 'turn-start':
      return [event];
    case 'turn-end':
      return [];
    case 'turn-update':
    case 'turn-eager':
      return start === undefined ? [] : [start, event];
    case 'turn-resumed':
      return start === undefined ? [] : [start];
  }
}
