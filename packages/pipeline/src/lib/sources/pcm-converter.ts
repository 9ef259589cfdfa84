import type { SampleFormat } from '@turnstream/audio';
import { decodeSamples, encodeSamples, SampleDecoder } from '@turnstream/audio';

/** What goes in and what comes out of a {@link PcmConverter}. */
export type PcmConverterOptions = {
  /** How the bytes hold their samples. */
  readonly encoding: SampleFormat;
  /** Interleaved channels; more than one are mixed down. */
  readonly channelCount: number;
  readonly inputRateHz: number;
  readonly outputRateHz: number;
};

type Resample = { process(samples: Float32Array): Float32Array; flush(): Float32Array; dispose(): void };

/** Makes mono 16-bit PCM at one rate of a stream of bytes that comes in pieces of any length. */
export class PcmConverter {
  readonly #options: PcmConverterOptions;
  readonly #decoder: SampleDecoder;
  readonly #resampler: Resample | undefined;
  /** Whether what comes in is what goes out. */
  readonly #isPlain: boolean;
  #plainBytes = 0;

  private constructor(options: PcmConverterOptions, resampler: Resample | undefined) {
    this.#options = options;
    this.#decoder = new SampleDecoder(options.encoding, options.channelCount);
    this.#resampler = resampler;
    this.#isPlain = options.encoding === 'linear16' && options.channelCount === 1 && resampler === undefined;
  }

  /**
   * Makes one. The resampler is loaded only where the rates differ.
   * @throws TypeError when a rate cannot be resampled
   */
  static async create(options: PcmConverterOptions): Promise<PcmConverter> {
    const { inputRateHz, outputRateHz } = options;
    if (inputRateHz === outputRateHz) return new PcmConverter(options, undefined);
    const { createResampler } = await import('@turnstream/audio/resample');
    return new PcmConverter(options, await createResampler({ inputRateHz, outputRateHz }));
  }

  /** Bytes of an unfinished sample. */
  get pendingBytes(): number {
    return this.#isPlain ? this.#plainBytes % 2 : this.#decoder.pendingBytes;
  }

  /**
   * The audio that these bytes complete; perhaps none yet. Where nothing is to be converted, the bytes themselves, also
   * a part of a sample.
   */
  convert(bytes: Uint8Array): Uint8Array {
    if (this.#isPlain) {
      this.#plainBytes += bytes.byteLength;
      return bytes;
    }
    const samples = this.#mixed(this.#decoder.push(bytes));
    return encodeSamples('linear16', this.#resampler?.process(samples) ?? samples);
  }

  /** The rest, at the end of the stream. */
  flush(): Uint8Array {
    return encodeSamples('linear16', this.#resampler?.flush() ?? new Float32Array(0));
  }

  /** Frees the resampler's memory. */
  dispose(): void {
    this.#resampler?.dispose();
  }

  #mixed(samples: Float32Array): Float32Array {
    const { channelCount } = this.#options;
    if (channelCount === 1) return samples;
    const mono = new Float32Array(samples.length / channelCount);
    for (const [index, sample] of samples.entries()) {
      const at = Math.floor(index / channelCount);
      mono[at] = (mono[at] ?? 0) + sample / channelCount;
    }
    return mono;
  }
}

/** Mono 16-bit PCM in another encoding of the same rate. */
export function encodePcm(encoding: SampleFormat, pcm: Uint8Array): Uint8Array {
  return encodeSamples(encoding, decodeSamples('linear16', pcm));
}
