/** The latest audio of a stream: what may still have to be decoded. Positions are samples since the start of the stream. */
export class AudioTail {
  #samples: Float32Array = new Float32Array(0);
  #length = 0;
  #start = 0;

  /** End of the audio so far. */
  get end(): number {
    return this.#start + this.#length;
  }

  /** Copies the samples in. */
  append(samples: Float32Array): void {
    const needed = this.#length + samples.length;
    if (needed > this.#samples.length) {
      const larger = new Float32Array(Math.max(needed, this.#samples.length * 2));
      larger.set(this.#samples.subarray(0, this.#length));
      this.#samples = larger;
    }
    this.#samples.set(samples, this.#length);
    this.#length = needed;
  }

  /** Forgets what lies before a position. */
  dropBefore(position: number): void {
    const dropped = Math.min(Math.max(0, position - this.#start), this.#length);
    if (dropped === 0) return;
    this.#samples.copyWithin(0, dropped, this.#length);
    this.#start += dropped;
    this.#length -= dropped;
  }

  /** A copy of a stretch, as far as it is still known. */
  slice(start: number, end: number): Float32Array {
    return this.#samples.slice(
      Math.max(0, start - this.#start),
      Math.max(0, Math.min(end - this.#start, this.#length)),
    );
  }
}
