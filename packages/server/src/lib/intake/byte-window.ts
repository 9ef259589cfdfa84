const EMPTY = new Uint8Array(0);

/** The bytes of a stream that were not read yet. What is kept from message to message is only what its reader leaves. */
export class ByteWindow {
  #bytes: Uint8Array = EMPTY;

  /** What was not read yet; valid until the next `push`. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  push(bytes: Uint8Array): void {
    if (this.#bytes.byteLength === 0) {
      this.#bytes = bytes;
      return;
    }
    const joined = new Uint8Array(this.#bytes.byteLength + bytes.byteLength);
    joined.set(this.#bytes);
    joined.set(bytes, this.#bytes.byteLength);
    this.#bytes = joined;
  }

  /** Moves on by so many bytes, at most to the end. */
  drop(byteLength: number): void {
    this.#bytes = this.#bytes.subarray(byteLength);
  }

  /** Lets go of the message that the rest lies in: copies it, which `slice` would not do with a `Buffer`. */
  detach(): void {
    this.#bytes = this.#bytes.byteLength === 0 ? EMPTY : new Uint8Array(this.#bytes);
  }
}
