/** Chunks whose memory is kept for the next ones: those of a turn that is heard again whole. */
const MAX_SPARE = 400;

/**
 * Chunks that lie in one piece of memory. A process full of sessions keeps as many pieces as all their open turns have, and
 * its collector looks at each: at one for every chunk they cost more than all else that a session does.
 */
const CHUNKS_PER_BLOCK = 32;

/** The accepted audio that may still be sent, by position in samples. */
export class ChunkRing {
  /** The chunks, and beside them where each begins: an object for each pair would outlive many collections. */
  readonly #kept: Uint8Array<ArrayBuffer>[] = [];
  readonly #starts: number[] = [];
  #first = 0;
  #end = 0;
  readonly #bytesPerSample: number | undefined;
  readonly #chunkBytes: number;
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];
  /** The block that new chunks are cut off, and how much of it is theirs. */
  #block = new ArrayBuffer(0);
  #cut = 0;

  /**
   * @param bytesPerSample `undefined` for packets, which are never cut
   * @param chunkBytes the bytes of a whole chunk
   */
  constructor(bytesPerSample: number | undefined, chunkBytes: number) {
    this.#bytesPerSample = bytesPerSample;
    this.#chunkBytes = chunkBytes;
  }

  /** Memory for the next whole chunk: that of one that was let go of, or a part of a block. */
  takeMemory(): Uint8Array<ArrayBuffer> {
    return this.#spare.pop() ?? this.#cutOff();
  }

  /** Keeps a chunk behind the others. */
  push(bytes: Uint8Array<ArrayBuffer>, samples: number): void {
    this.#kept.push(bytes);
    this.#starts.push(this.#end);
    this.#end += samples;
  }

  /** Gives out the audio between two positions, in order, as chunks that share memory with what was pushed. */
  read(from: number, to: number, take: (bytes: Uint8Array<ArrayBuffer>) => void): void {
    for (let index = this.#indexOf(from); index < this.#kept.length; index += 1) {
      const chunk = this.#kept[index];
      const position = this.#startOf(index);
      if (chunk === undefined || position >= to) return;
      if (this.#bytesPerSample === undefined) {
        // A packet belongs to the reading in which it begins.
        if (position >= from) take(chunk);
      } else {
        const start = Math.max(0, from - position) * this.#bytesPerSample;
        const end = Math.min(chunk.byteLength, (to - position) * this.#bytesPerSample);
        // A view of the whole would only be one more object.
        if (end - start === chunk.byteLength) take(chunk);
        else if (end > start) take(chunk.subarray(start, end));
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
      if (chunk === undefined || this.#startOf(this.#first + 1) > before) break;
      // Nobody fills the memory of a packet again.
      if (isFree && this.#bytesPerSample !== undefined) this.#spareMemory(chunk);
      this.#first += 1;
    }
    // Cut rarely: moving the rest costs more than keeping a few empty places.
    if (this.#first > 32) {
      this.#kept.splice(0, this.#first);
      this.#starts.splice(0, this.#first);
      this.#first = 0;
    }
  }

  #cutOff(): Uint8Array<ArrayBuffer> {
    if (this.#cut === this.#block.byteLength) {
      this.#block = new ArrayBuffer(this.#chunkBytes * CHUNKS_PER_BLOCK);
      this.#cut = 0;
    }
    const memory = new Uint8Array(this.#block, this.#cut, this.#chunkBytes);
    this.#cut += this.#chunkBytes;
    return memory;
  }

  #spareMemory(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#spare.length === MAX_SPARE) return;
    // A chunk that was closed early lies in the memory of a whole one.
    const isWhole = bytes.byteLength === this.#chunkBytes;
    this.#spare.push(isWhole ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, this.#chunkBytes));
  }

  /** Where a chunk begins; behind the last one, where the next will. */
  #startOf(index: number): number {
    return this.#starts[index] ?? this.#end;
  }

  /** The last chunk that starts at or before a position. */
  #indexOf(position: number): number {
    let low = this.#first;
    let high = this.#kept.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#startOf(middle) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
