/** A stream of bytes whose beginning can be looked at before it is read. */
export class PeekableBytes implements AsyncIterable<Uint8Array> {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #head: Uint8Array = new Uint8Array(0);

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#iterator = bytes[Symbol.asyncIterator]();
  }

  /** The first `byteLength` bytes, or fewer where the stream ends. Waits for no more than these. */
  async peek(byteLength: number): Promise<Uint8Array> {
    while (this.#head.byteLength < byteLength) {
      const result = await this.#iterator.next();
      if (result.done === true) break;
      this.#head = Buffer.concat([this.#head, result.value]);
    }
    return this.#head.subarray(0, byteLength);
  }

  /**
   * Every byte from the first on, once.
   * @yields the head, then the chunks as they come
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      if (this.#head.byteLength > 0) yield this.#head;
      this.#head = new Uint8Array(0);
      for (let result = await this.#iterator.next(); result.done !== true; result = await this.#iterator.next()) {
        yield result.value;
      }
    } finally {
      await this.#iterator.return?.();
    }
  }
}
