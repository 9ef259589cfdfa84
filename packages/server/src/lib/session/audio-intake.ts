import { bytesPerSecond, isRawEncoding, SampleDecoder } from '@turnstream/audio';
import type { SampleFormat } from '@turnstream/audio';
import { createResampler } from '@turnstream/audio/resample';
import type { Resampler } from '@turnstream/audio/resample';
import { ENGINE_SAMPLE_RATE_HZ } from '@turnstream/engine';
import type { ListenParameters } from '@turnstream/flux/protocol';

import { StepCutter } from './step-cutter.ts';
import { WavStart } from './wav-start.ts';

/** A step of 16 kHz samples, or why this stream cannot be heard. */
export type HeardAudio =
  | { readonly kind: 'step'; readonly samples: Float32Array }
  | { readonly kind: 'invalid'; readonly reason: string };

/** How the bytes of a stream become samples. */
type AudioFormat = { readonly sampleFormat: SampleFormat; readonly sampleRateHz: number };

/** A stream whose format is known. `leftBytes` of it are audio; what follows is ignored. */
type OpenAudio = {
  readonly decoder: SampleDecoder;
  /** Absent where the rate is the engine's. */
  readonly resampler: Resampler | undefined;
  leftBytes: number;
};

/** What a container may bring per second: 48 kHz of 16 bits. */
const CONTAINER_BYTES_PER_SECOND = 96_000;

/** The silence ahead of a resampled stream lasts 20 ms: a whole number of samples at every rate of the protocol. */
const LEAD_INS_PER_SECOND = 50;

/** Bytes decoded in one go: a large message must not become large arrays. */
const PIECE_BYTES = 16_384;

function rawFormat({ encoding, sampleRateHz }: ListenParameters): AudioFormat | undefined {
  return encoding !== undefined && sampleRateHz !== undefined && isRawEncoding(encoding)
    ? { sampleFormat: encoding, sampleRateHz }
    : undefined;
}

/**
 * A resampler that gives out as much as it is given: its filter, which looks a few milliseconds ahead, is fed with
 * silence first. Without this every step of a telephone stream would wait for the next message.
 */
async function openResampler(sampleRateHz: number): Promise<Resampler> {
  const resampler = await createResampler({ inputRateHz: sampleRateHz, outputRateHz: ENGINE_SAMPLE_RATE_HZ });
  resampler.process(new Float32Array(sampleRateHz / LEAD_INS_PER_SECOND));
  return resampler;
}

/** Turns the bytes of a stream, cut anywhere, into engine steps. Calls must not overlap. */
export class AudioIntake {
  /** What one second of audio takes on the wire; the most it may take where the header has not come yet. */
  readonly bytesPerSecond: number;
  readonly #rawFormat: AudioFormat | undefined;
  readonly #wavStart: WavStart = new WavStart();
  readonly #cutter: StepCutter = new StepCutter();
  #audio: OpenAudio | undefined;

  /** `parameters` name a raw encoding with its rate, or neither: then the stream begins with a WAV header. */
  constructor(parameters: ListenParameters) {
    this.#rawFormat = rawFormat(parameters);
    this.bytesPerSecond =
      this.#rawFormat === undefined
        ? CONTAINER_BYTES_PER_SECOND
        : bytesPerSecond(this.#rawFormat.sampleFormat, this.#rawFormat.sampleRateHz);
  }

  /**
   * Takes the bytes of one message.
   *
   * @yields the steps they complete; `invalid` last, when the stream cannot be heard
   */
  async *push(bytes: Uint8Array): AsyncGenerator<HeardAudio, void, undefined> {
    if (this.#audio !== undefined) {
      yield* this.#hear(this.#audio, bytes);
    } else if (this.#rawFormat !== undefined) {
      this.#audio = await this.#open(this.#rawFormat, Number.POSITIVE_INFINITY);
      yield* this.#hear(this.#audio, bytes);
    } else {
      yield* this.#readStart(bytes);
    }
  }

  /**
   * Ends the stream.
   *
   * @yields what is left of it, the last step filled up with silence
   */
  async *finish(): AsyncGenerator<HeardAudio, void, undefined> {
    if (this.#audio === undefined && this.#wavStart.byteLength > 0) {
      yield { kind: 'invalid', reason: this.#wavStart.describeCutOff() };
      return;
    }
    const rest = this.#audio?.resampler?.flush();
    if (rest !== undefined) {
      yield* this.#cut(rest.subarray(0, this.#cutter.missingSamples));
    }
    const last = this.#cutter.finish();
    if (last !== undefined) {
      yield { kind: 'step', samples: last };
    }
  }

  /** Frees what the stream holds. Not while a call is under way. */
  close(): void {
    this.#audio?.resampler?.dispose();
  }

  async *#readStart(bytes: Uint8Array): AsyncGenerator<HeardAudio, void, undefined> {
    const start = this.#wavStart.push(bytes);
    switch (start.kind) {
      case 'needs-more':
        return;
      case 'invalid':
        yield start;
        return;
      case 'ok':
        this.#audio = await this.#open(start, start.dataByteLength ?? Number.POSITIVE_INFINITY);
        yield* this.#hear(this.#audio, start.audio);
    }
  }

  async #open(format: AudioFormat, leftBytes: number): Promise<OpenAudio> {
    const { sampleFormat, sampleRateHz } = format;
    return {
      decoder: new SampleDecoder(sampleFormat),
      resampler: sampleRateHz === ENGINE_SAMPLE_RATE_HZ ? undefined : await openResampler(sampleRateHz),
      leftBytes,
    };
  }

  *#hear(audio: OpenAudio, bytes: Uint8Array): Generator<HeardAudio, void, undefined> {
    const heard = bytes.subarray(0, Math.min(bytes.byteLength, audio.leftBytes));
    audio.leftBytes -= heard.byteLength;
    for (let start = 0; start < heard.byteLength; start += PIECE_BYTES) {
      const samples = audio.decoder.push(heard.subarray(start, start + PIECE_BYTES));
      yield* this.#cut(audio.resampler?.process(samples) ?? samples);
    }
  }

  *#cut(samples: Float32Array): Generator<HeardAudio, void, undefined> {
    for (const step of this.#cutter.push(samples)) {
      yield { kind: 'step', samples: step };
    }
  }
}
