/** A first-in first-out queue whose operations take constant time. */
export class Fifo<Item> {
  #items: Item[] = [];
  #head = 0;

  /** How many items wait. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Adds at the end. */
  push(item: Item): void {
    this.#items.push(item);
  }

  /** Takes the oldest. */
  take(): Item | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head * 2 >= this.#items.length) {
      // The taken half is let go, so that a queue that never empties does not hold what has left it.
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Drops what `keep` refuses; the rest stays in order. Returns how many were dropped. */
  filter(keep: (item: Item) => boolean): number {
    const before = this.size;
    this.#items = this.#items.slice(this.#head).filter(keep);
    this.#head = 0;
    return before - this.size;
  }

  /** Whether any item satisfies `test`. */
  some(test: (item: Item) => boolean): boolean {
    for (let index = this.#head; index < this.#items.length; index += 1) {
      const item = this.#items[index];
      if (item !== undefined && test(item)) return true;
    }
    return false;
  }
}
