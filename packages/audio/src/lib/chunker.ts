import { bytesPerSample, type SampleFormat } from './sample-format.ts';

const NOTHING: readonly Uint8Array<ArrayBuffer>[] = Object.freeze([]);

/** How a {@link Chunker} cuts. */
export type ChunkerOptions = {
  /** Bytes of one chunk; at least 1. See {@link chunkByteLength}. */
  readonly chunkBytes: number;
  /** Bytes that belong together: `flush()` does not cut inside them. Default 1. `chunkBytes` is a multiple of it. */
  readonly alignBytes?: number;
  /**
   * Gives memory to fill next, whatever it holds; what has not `chunkBytes` bytes is not taken. For who knows when a
   * chunk is done with: many streams then stay in little memory.
   */
  readonly takeSpare?: () => Uint8Array<ArrayBuffer> | undefined;
};

/**
 * The bytes of a chunk of so many milliseconds of one channel, a whole number of samples, at least one.
 *
 * @param chunkMs - Default 80, which Deepgram's quickstart recommends for Flux.
 */
export function chunkByteLength(format: SampleFormat, sampleRateHz: number, chunkMs = 80): number {
  return Math.max(1, Math.round((sampleRateHz * chunkMs) / 1000)) * bytesPerSample(format);
}

/**
 * Cuts a stream of bytes of any lengths into chunks of one length.
 *
 * Every byte is copied once, before `push` returns, so the caller may reuse its buffer at once. A chunk that was given
 * out shares its memory with no other and is not written again, unless `takeSpare` gives it back. A push that completes
 * no chunk makes no object.
 */
export class Chunker {
  readonly #chunkBytes: number;
  readonly #alignBytes: number;
  readonly #takeSpare: ChunkerOptions['takeSpare'];
  #filling: Uint8Array<ArrayBuffer> | undefined;
  #pendingBytes = 0;

  /** @throws TypeError when a number is not a whole number of at least 1, or `chunkBytes` no multiple of `alignBytes`. */
  constructor(options: ChunkerOptions) {
    const { chunkBytes, alignBytes = 1, takeSpare } = options;
    requireCount('chunkBytes', chunkBytes);
    requireCount('alignBytes', alignBytes);
    if (chunkBytes % alignBytes !== 0) {
      throw new TypeError(`chunkBytes must be a multiple of alignBytes, ${alignBytes} bytes, got ${chunkBytes}`);
    }
    this.#chunkBytes = chunkBytes;
    this.#alignBytes = alignBytes;
    this.#takeSpare = takeSpare;
  }

  /** Bytes that were pushed and not given out yet: always fewer than one chunk. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Takes bytes and gives out the chunks they complete, in order. */
  push(bytes: Uint8Array): readonly Uint8Array<ArrayBuffer>[] {
    let chunks: Uint8Array<ArrayBuffer>[] | undefined;
    for (let position = 0; position < bytes.byteLength;) {
      const end = Math.min(bytes.byteLength, position + this.#chunkBytes - this.#pendingBytes);
      const filling = (this.#filling ??= this.#makeChunk());
      const isAll = position === 0 && end === bytes.byteLength;
      filling.set(isAll ? bytes : bytes.subarray(position, end), this.#pendingBytes);
      this.#pendingBytes += end - position;
      position = end;
      if (this.#pendingBytes === this.#chunkBytes) {
        chunks ??= [];
        chunks.push(filling);
        this.#filling = undefined;
        this.#pendingBytes = 0;
      }
    }
    return chunks ?? NOTHING;
  }

  /**
   * Gives out what is pending, as a shorter chunk; `undefined` when there is nothing. Of a sample that is cut in two
   * (see `alignBytes`) the first part stays pending.
   */
  flush(): Uint8Array<ArrayBuffer> | undefined {
    const filling = this.#filling;
    const pendingBytes = this.#pendingBytes;
    const wholeBytes = pendingBytes - (pendingBytes % this.#alignBytes);
    if (filling === undefined || wholeBytes === 0) return undefined;
    this.#filling = undefined;
    this.#pendingBytes = 0;
    this.push(filling.subarray(wholeBytes, pendingBytes));
    return filling.subarray(0, wholeBytes);
  }

  #makeChunk(): Uint8Array<ArrayBuffer> {
    const spare = this.#takeSpare?.();
    return spare?.byteLength === this.#chunkBytes ? spare : new Uint8Array(this.#chunkBytes);
  }
}

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`${name} must be a whole number of bytes of at least 1, got ${value}`);
  }
}
