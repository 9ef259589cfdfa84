import * as libsamplerate from '@alexanderolsen/libsamplerate-js';
import { commonJsModule } from './common-js-module.ts';

/** What {@link createResampler} takes. */
export type ResamplerOptions = {
  /** Rate of the samples that go in, a whole number of Hz, 8000 to 192 000. */
  readonly inputRateHz: number;
  /** Rate of the samples that come out, a whole number of Hz, 8000 to 192 000. */
  readonly outputRateHz: number;
  /**
   * How much of the band survives, for more time: `fast` 80 %, `medium` 90 %, `best` 96 % of half the lower rate. Default
   * `medium`, which keeps the whole telephone band.
   */
  readonly quality?: 'fast' | 'medium' | 'best';
};

/** Changes the sample rate of one channel, piece by piece. Made by {@link createResampler}. */
export type Resampler = {
  /**
   * Takes the next samples and gives out what is ready: a little less than was put in, since the filter looks ahead.
   * The result is the caller's.
   *
   * @throws Error after `flush()` or `dispose()`.
   */
  process(samples: Float32Array): Float32Array<ArrayBuffer>;
  /**
   * Ends the input and gives out the rest: in all, as many samples as the input lasts. Empty when called again.
   *
   * @throws Error after `dispose()`.
   */
  flush(): Float32Array<ArrayBuffer>;
  /** Frees the memory. May be called again. */
  dispose(): void;
};

type Library = Pick<typeof libsamplerate, 'create' | 'ConverterType'>;
type Converter = Awaited<ReturnType<typeof libsamplerate.create>>;

/** Samples per call: what comes out of it fits the library's buffer at the largest ratio. */
const BLOCK_SAMPLES = 2048;
const RATE_RANGE_HZ = { minimum: 8000, maximum: 192_000 };

/**
 * Makes a resampler for one channel of samples from -1 to 1, on libsamplerate's band-limited interpolation.
 *
 * Each reserves about 27 MB of memory, of which about 2 MB are touched. With equal rates nothing is loaded and the samples
 * are copied.
 *
 * @throws TypeError when a rate is out of range.
 */
export async function createResampler(options: ResamplerOptions): Promise<Resampler> {
  const { inputRateHz, outputRateHz, quality = 'medium' } = options;
  requireRate('inputRateHz', inputRateHz);
  requireRate('outputRateHz', outputRateHz);
  if (inputRateHz === outputRateHz) return new StreamResampler(undefined, 1);
  const { create, ConverterType } = commonJsModule<Library>(libsamplerate);
  const converterType = {
    fast: ConverterType.SRC_SINC_FASTEST,
    medium: ConverterType.SRC_SINC_MEDIUM_QUALITY,
    best: ConverterType.SRC_SINC_BEST_QUALITY,
  }[quality];
  const converter = await create(1, inputRateHz, outputRateHz, { converterType });
  return new StreamResampler(converter, outputRateHz / inputRateHz);
}

class StreamResampler implements Resampler {
  readonly #ratio: number;
  #converter: Converter | undefined;
  #state: 'open' | 'flushed' | 'disposed' = 'open';
  #samplesIn = 0;
  #samplesOut = 0;

  constructor(converter: Converter | undefined, ratio: number) {
    this.#converter = converter;
    this.#ratio = ratio;
  }

  process(samples: Float32Array): Float32Array<ArrayBuffer> {
    if (this.#state !== 'open') throw new Error(`the resampler is ${this.#state} and takes no more samples`);
    this.#samplesIn += samples.length;
    return this.#convert(samples);
  }

  flush(): Float32Array<ArrayBuffer> {
    if (this.#state === 'disposed') throw new Error('the resampler is disposed and has no more samples');
    if (this.#state === 'flushed') return new Float32Array(0);
    this.#state = 'flushed';
    const missing = Math.round(this.#samplesIn * this.#ratio) - this.#samplesOut;
    const rest: Float32Array<ArrayBuffer>[] = [];
    let restLength = 0;
    // The library has no call for the end of the input: silence behind it pushes the rest out.
    while (restLength < missing) {
      const part = this.#convert(new Float32Array(BLOCK_SAMPLES));
      rest.push(part);
      restLength += part.length;
    }
    return concatenate(rest).slice(0, Math.max(0, missing));
  }

  dispose(): void {
    this.#state = 'disposed';
    this.#converter?.destroy();
    this.#converter = undefined;
  }

  #convert(samples: Float32Array): Float32Array<ArrayBuffer> {
    const converter = this.#converter;
    if (converter === undefined) {
      this.#samplesOut += samples.length;
      return Float32Array.from(samples);
    }
    const parts: Float32Array[] = [];
    for (let start = 0; start < samples.length; start += BLOCK_SAMPLES) {
      parts.push(converter.full(samples.subarray(start, start + BLOCK_SAMPLES)));
    }
    const converted = concatenate(parts);
    this.#samplesOut += converted.length;
    return converted;
  }
}

function concatenate(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

function requireRate(name: string, value: number): void {
  const { minimum, maximum } = RATE_RANGE_HZ;
  if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
    throw new TypeError(`${name} must be a whole number of Hz, ${minimum} to ${maximum}, got ${value}`);
  }
}
