import { decodeSamples } from './decode-samples.ts';
import { bytesPerSample, type SampleFormat } from './sample-format.ts';

/**
 * Reads a stream of encoded bytes that comes in pieces of any length: the bytes of a sample that is cut in two are
 * kept until its other part comes.
 */
export class SampleDecoder {
  readonly #format: SampleFormat;
  readonly #cut: Uint8Array;
  #cutBytes = 0;

  /** `channelCount` above 1 keeps the samples of interleaved channels together. */
  constructor(format: SampleFormat, channelCount = 1) {
    this.#format = format;
    this.#cut = new Uint8Array(bytesPerSample(format) * channelCount);
  }

  /** Bytes of an unfinished sample: always fewer than one sample of every channel has. */
  get pendingBytes(): number {
    return this.#cutBytes;
  }

  /** The samples that these bytes complete, -1 to 1. The bytes are not kept and may be reused at once. */
  push(bytes: Uint8Array): Float32Array<ArrayBuffer> {
    const frameBytes = this.#cut.length;
    const total = this.#cutBytes + bytes.byteLength;
    const wholeBytes = total - (total % frameBytes);
    if (wholeBytes === 0) {
      this.#cut.set(bytes, this.#cutBytes);
      this.#cutBytes = total;
      return new Float32Array(0);
    }
    const takenBytes = wholeBytes - this.#cutBytes;
    const samples = decodeSamples(this.#format, this.#joined(bytes.subarray(0, takenBytes)));
    this.#cut.set(bytes.subarray(takenBytes));
    this.#cutBytes = total - wholeBytes;
    return samples;
  }

  #joined(bytes: Uint8Array): Uint8Array {
    if (this.#cutBytes === 0) return bytes;
    const joined = new Uint8Array(this.#cutBytes + bytes.byteLength);
    joined.set(this.#cut.subarray(0, this.#cutBytes));
    joined.set(bytes, this.#cutBytes);
    return joined;
  }
}
