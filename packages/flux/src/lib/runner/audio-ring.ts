/** Blocks whose memory is kept for the next ones: as many as a session between two turns fills anew. */
const MAX_SPARE = 12;

/** Chunks that one block has room for. Memory of its own for each chunk makes far more work for the garbage collector. */
const CHUNKS_PER_BLOCK = 8;

/** Audio that lies side by side, and where it stands. */
type Block = { readonly start: number; readonly bytes: Uint8Array<ArrayBuffer>; samples: number; usedBytes: number };

/** The caller's audio that may still be sent, by position in samples. Copies each byte once. */
export class AudioRing {
  readonly #blocks: Block[] = [];
  readonly #bytesPerSample: number;
  readonly #chunkBytes: number;
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];
  #end = 0;

  /** @param chunkBytes most bytes that are given out at once; `Infinity` for packets, which are never cut */
  constructor(bytesPerSample: number, chunkBytes: number) {
    this.#bytesPerSample = bytesPerSample;
    this.#chunkBytes = chunkBytes;
  }

  /**
   * Keeps audio behind what is there.
   * @param startsChunk whether a chunk begins with it, between two samples: then the whole chunk will lie side by side
   */
  push(bytes: Uint8Array, startsChunk: boolean): void {
    let block = this.#blocks.at(-1);
    let room = block === undefined ? 0 : block.bytes.byteLength - block.usedBytes;
    if (block === undefined || room === 0 || (startsChunk && room < this.#chunkBytes)) {
      block = this.#beginBlock();
      room = block.bytes.byteLength;
    }
    const fits = bytes.byteLength <= room;
    block.bytes.set(fits ? bytes : bytes.subarray(0, room), block.usedBytes);
    block.usedBytes += fits ? bytes.byteLength : room;
    block.samples = Math.floor(block.usedBytes / this.#bytesPerSample);
    this.#end = block.start + block.samples;
    if (!fits) this.push(bytes.subarray(room), false);
  }

  /** Keeps a packet behind what is there. */
  pushPacket(bytes: Uint8Array<ArrayBuffer>, samples: number): void {
    this.#blocks.push({ start: this.#end, bytes, samples, usedBytes: bytes.byteLength });
    this.#end += samples;
  }

  /** Gives out the audio between two positions, in order, in pieces that share memory with what is kept. */
  read(from: number, to: number, take: (bytes: Uint8Array<ArrayBuffer>) => void): void {
    const first = this.#blocks.findLastIndex(({ start }) => start <= from);
    for (let index = Math.max(0, first); index < this.#blocks.length; index += 1) {
      const block = this.#blocks[index];
      if (block === undefined || block.start >= to) return;
      if (this.#chunkBytes === Infinity) {
        // A packet belongs to the reading in which it begins.
        if (block.start >= from) take(block.bytes);
        continue;
      }
      const end = Math.min(block.samples, to - block.start) * this.#bytesPerSample;
      let start = Math.max(0, from - block.start) * this.#bytesPerSample;
      while (start < end) {
        // Chunks stay the chunks they were, also when they are heard again.
        const next = Math.min(end, start - (start % this.#chunkBytes) + this.#chunkBytes);
        take(block.bytes.subarray(start, next));
        start = next;
      }
    }
  }

  /**
   * Lets go of blocks that end at or before a position.
   * @param isFree whether nobody else holds any of them, so that their memory may be written again
   */
  forget(before: number, isFree?: boolean): void {
    let first = 0;
    for (const block of this.#blocks) {
      // Bytes of a sample that is not whole yet are still to come.
      const isWhole = block.samples * this.#bytesPerSample === block.usedBytes || this.#chunkBytes === Infinity;
      if (block.start + block.samples > before || !isWhole) break;
      if (isFree && this.#spare.length < MAX_SPARE) this.#spare.push(block.bytes);
      first += 1;
    }
    if (first > 0) this.#blocks.splice(0, first);
  }

  #beginBlock(): Block {
    const bytes = this.#spare.pop() ?? new Uint8Array(this.#chunkBytes * CHUNKS_PER_BLOCK);
    const block = { start: this.#end, bytes, samples: 0, usedBytes: 0 };
    this.#blocks.push(block);
    return block;
  }
}
