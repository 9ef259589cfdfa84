import { bytesPerSample, type SampleFormat } from './sample-format.ts';

const NOTHING: readonly Uint8Array<ArrayBuffer>[] = Object.freeze([]);

/** How a {@link Chunker} cuts. */
export type ChunkerOptions = {
  /** Bytes of one chunk; at least 1. See {@link chunkByteLength}. */
  readonly chunkBytes: number;
  /** Bytes that belong together: `flush()` does not cut inside them. Default 1. `chunkBytes` is a multiple of it. */
  readonly alignBytes?: number;
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
 * out is never written again, and shares its memory with no other. A push that completes no chunk makes no object.
 */
export class Chunker {
  readonly #chunkBytes: number;
  readonly #alignBytes: number;
  #filling: Uint8Array<ArrayBuffer> | undefined;
  #pendingBytes = 0;

  /** @throws TypeError when a length is not a whole number of at least 1, or `chunkBytes` no multiple of `alignBytes`. */
  constructor(options: ChunkerOptions) {
    const { chunkBytes, alignBytes = 1 } = options;
    requireLength('chunkBytes', chunkBytes);
    requireLength('alignBytes', alignBytes);
    if (chunkBytes % alignBytes !== 0) {
      throw new TypeError(`chunkBytes must be a multiple of alignBytes, ${alignBytes} bytes, got ${chunkBytes}`);
    }
    this.#chunkBytes = chunkBytes;
    this.#alignBytes = alignBytes;
  }

  /** Bytes that were pushed and not given out yet: always fewer than one chunk. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Takes bytes and gives out the chunks they complete, in order. */
  push(bytes: Uint8Array): readonly Uint8Array<ArrayBuffer>[] {
    const chunkBytes = this.#chunkBytes;
    if (this.#pendingBytes + bytes.byteLength < chunkBytes) {
      this.#keep(bytes, 0);
      return NOTHING;
    }
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let position = 0;
    if (this.#pendingBytes > 0) {
      position = chunkBytes - this.#pendingBytes;
      const filling = this.#takeFilling();
      filling.set(bytes.subarray(0, position), chunkBytes - position);
      chunks.push(filling);
    }
    while (bytes.byteLength - position >= chunkBytes) {
      chunks.push(Uint8Array.from(bytes.subarray(position, position + chunkBytes)));
      position += chunkBytes;
    }
    this.#keep(bytes, position);
    return chunks;
  }

  /**
   * Gives out what is pending, as a shorter chunk; `undefined` when there is nothing. Of a sample that is cut in two
   * (see `alignBytes`) the first part stays pending.
   */
  flush(): Uint8Array<ArrayBuffer> | undefined {
    const pendingBytes = this.#pendingBytes;
    const cutBytes = pendingBytes % this.#alignBytes;
    if (pendingBytes === cutBytes) return undefined;
    const filling = this.#takeFilling();
    const whole = pendingBytes - cutBytes;
    this.#keep(filling.subarray(0, pendingBytes), whole);
    return filling.subarray(0, whole);
  }

  #keep(bytes: Uint8Array, from: number): void {
    const count = bytes.byteLength - from;
    if (count === 0) return;
    this.#filling ??= new Uint8Array(this.#chunkBytes);
    this.#filling.set(from === 0 ? bytes : bytes.subarray(from), this.#pendingBytes);
    this.#pendingBytes += count;
  }

  #takeFilling(): Uint8Array<ArrayBuffer> {
    const filling = this.#filling ?? new Uint8Array(this.#chunkBytes);
    this.#filling = undefined;
    this.#pendingBytes = 0;
    return filling;
  }
}

function requireLength(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`${name} must be a whole number of bytes of at least 1, got ${value}`);
  }
}
