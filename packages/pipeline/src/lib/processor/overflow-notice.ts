import type { Frame } from '../frames/frame.ts';

type Queue = { readonly size: number };

/** Tells once that a queue is full, and again only after it was half empty. */
export class OverflowNotice {
  readonly #limit: number;
  #told = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A frame was taken. */
  taken(queue: Queue): void {
    if (this.#told && queue.size * 2 < this.#limit) this.#told = false;
  }

  /** A frame was refused: what is to be said about it, where it was not said yet. */
  refused(queue: Queue, frame: Frame, owner: { readonly name: string }): string | undefined {
    // An empty queue refuses because it is closed, not because it is full.
    if (this.#told || queue.size === 0) return undefined;
    this.#told = true;
    return `${frame.name} was refused: ${queue.size} frames wait at ${owner.name}. It handles frames more slowly than they come.`;
  }
}
