import { SampleDecoder } from '@turnstream/audio';
import type { SampleFormat } from '@turnstream/audio';
import { createResampler } from '@turnstream/audio/resample';
import type { Resampler } from '@turnstream/audio/resample';
import { ENGINE_SAMPLE_RATE_HZ } from '@turnstream/engine';

import type { AudioDecoder, DecodedAudio } from './audio-decoder.ts';

/** How bytes become samples. */
export type RawFormat = {
  readonly sampleFormat: SampleFormat;
  readonly sampleRateHz: number;
  /** Bytes that are audio; what follows is ignored. Absent: all. */
  readonly dataByteLength?: number;
};

/** The silence ahead of a resampled stream lasts 20 ms: a whole number of samples at every rate of the protocol. */
const LEAD_INS_PER_SECOND = 50;

/** Bytes decoded in one go: a large message must not become large arrays. */
const PIECE_BYTES = 16_384;

/**
 * A resampler that gives out as much as it is given: its filter, which looks a few milliseconds ahead, is fed with
 * silence first. Without this every step of a telephone stream would wait for the next message.
 */
async function openResampler(sampleRateHz: number): Promise<Resampler> {
  const resampler = await createResampler({ inputRateHz: sampleRateHz, outputRateHz: ENGINE_SAMPLE_RATE_HZ });
  resampler.process(new Float32Array(sampleRateHz / LEAD_INS_PER_SECOND));
  return resampler;
}

/** Audio without a container. */
export class RawAudio implements AudioDecoder {
  readonly #sampleRateHz: number;
  readonly #decoder: SampleDecoder;
  /** Absent where the rate is the engine's, and before the first bytes. */
  #resampler: Resampler | undefined;
  #leftBytes: number;

  constructor({ sampleFormat, sampleRateHz, dataByteLength = Number.POSITIVE_INFINITY }: RawFormat) {
    this.#sampleRateHz = sampleRateHz;
    this.#decoder = new SampleDecoder(sampleFormat);
    this.#leftBytes = dataByteLength;
  }

  async *push(bytes: Uint8Array): AsyncGenerator<DecodedAudio, void, undefined> {
    if (this.#sampleRateHz !== ENGINE_SAMPLE_RATE_HZ) {
      this.#resampler ??= await openResampler(this.#sampleRateHz);
    }
    const heard = bytes.subarray(0, Math.min(bytes.byteLength, this.#leftBytes));
    this.#leftBytes -= heard.byteLength;
    for (let start = 0; start < heard.byteLength; start += PIECE_BYTES) {
      const samples = this.#decoder.push(heard.subarray(start, start + PIECE_BYTES));
      yield { kind: 'samples', samples: this.#resampler?.process(samples) ?? samples };
    }
  }

  async *finish(): AsyncGenerator<DecodedAudio, void, undefined> {
    if (this.#resampler !== undefined) {
      yield { kind: 'samples', samples: this.#resampler.flush() };
    }
  }

  close(): void {
    this.#resampler?.dispose();
  }
}
