/** Chunks whose memory is kept for the next ones: as many as a session between two turns fills anew. */
const MAX_SPARE = 100;

/** One chunk of the caller's audio and where it stands. */
type Kept = { readonly start: number; readonly samples: number; readonly bytes: Uint8Array<ArrayBuffer> };

/** The accepted audio that may still be sent, by position in samples. */
export class ChunkRing {
  readonly #kept: Kept[] = [];
  #first = 0;
  #end = 0;
  readonly #bytesPerSample: number | undefined;
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];

  /** @param bytesPerSample `undefined` for packets, which are never cut */
  constructor(bytesPerSample: number | undefined) {
    this.#bytesPerSample = bytesPerSample;
  }

  /** Takes the memory of a chunk that was let go of. */
  takeSpare(): Uint8Array<ArrayBuffer> | undefined {
    return this.#spare.pop();
  }

  /** Keeps a chunk behind the others. */
  push(bytes: Uint8Array<ArrayBuffer>, samples: number): void {
    this.#kept.push({ start: this.#end, samples, bytes });
    this.#end += samples;
  }

  /** Gives out the audio between two positions, in order, as chunks that share memory with what was pushed. */
  read(from: number, to: number, take: (bytes: Uint8Array<ArrayBuffer>) => void): void {
    for (let index = this.#indexOf(from); index < this.#kept.length; index += 1) {
      const chunk = this.#kept[index];
      if (chunk === undefined || chunk.start >= to) return;
      if (this.#bytesPerSample === undefined) {
        // A packet belongs to the reading in which it begins.
        if (chunk.start >= from) take(chunk.bytes);
      } else {
        const start = Math.max(0, from - chunk.start) * this.#bytesPerSample;
        const end = Math.min(chunk.samples, to - chunk.start) * this.#bytesPerSample;
        // A view of the whole would only be one more object.
        if (end - start === chunk.bytes.byteLength) take(chunk.bytes);
        else if (end > start) take(chunk.bytes.subarray(start, end));
      }
    }
  }

  /**
   * Lets go of chunks that end at or before a position.
   * @param isFree whether nobody else holds any of them, so that their memory may be written again
   */
  forget(before: number, isFree?: boolean): void {
    while (this.#first < this.#kept.length) {
      const chunk = this.#kept[this.#first];
      if (chunk === undefined || chunk.start + chunk.samples > before) break;
      // Nobody fills the memory of a packet again.
      if (isFree && this.#bytesPerSample !== undefined && this.#spare.length < MAX_SPARE) this.#spare.push(chunk.bytes);
      this.#first += 1;
    }
    // Cut rarely: moving the rest costs more than keeping a few empty places.
    if (this.#first > 32) {
      this.#kept.splice(0, this.#first);
      this.#first = 0;
    }
  }

  /** The last chunk that starts at or before a position. */
  #indexOf(position: number): number {
    let low = this.#first;
    let high = this.#kept.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#kept[middle]?.start ?? Infinity) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
