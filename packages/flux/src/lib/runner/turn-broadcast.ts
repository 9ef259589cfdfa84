import type { TurnEvent } from '../session/turn-event.ts';
import { TurnReader, type StreamEnd } from './turn-reader.ts';

/**
 * Turn events for any number of readers. Each has its own queue and begins with the open turn. An update that nobody
 * has read yet gives way to a newer one of the same turn; nothing else is dropped.
 */
export class TurnBroadcast implements AsyncIterable<TurnEvent> {
  readonly #readers = new Set<TurnReader>();
  /** What a new reader is told of the open turn. */
  #open: readonly TurnEvent[] = [];
  #end: StreamEnd | undefined;

  /** Tells every reader. */
  publish(event: TurnEvent): void {
    this.#open = openingOf(this.#open, event);
    for (const reader of this.#readers) reader.take(event);
  }

  /** No more events. Readers see what waits, then the end, or the error. */
  close(error: unknown): void {
    this.#end = error === undefined ? { failed: false } : { failed: true, error };
    for (const reader of this.#readers) reader.finish(this.#end);
  }

  [Symbol.asyncIterator](): TurnReader {
    const reader = new TurnReader(this.#open, (left) => this.#readers.delete(left));
    // Joined at once, so that nothing between this call and the first `next()` is missed.
    if (this.#end === undefined) this.#readers.add(reader);
    else reader.finish(this.#end);
    return reader;
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
