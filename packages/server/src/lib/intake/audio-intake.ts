import { bytesPerSecond, isRawEncoding } from '@turnstream/audio';
import type { ListenParameters } from '@turnstream/flux/protocol';

import type { AudioDecoder } from './audio-decoder.ts';
import { ContainerAudio } from './container-audio.ts';
import { OggPackets } from './ogg-packets.ts';
import { OpusAudio } from './opus-audio.ts';
import { BareOpusPackets } from './opus-packets.ts';
import { RawAudio } from './raw-audio.ts';
import { StepCutter } from './step-cutter.ts';

/** A step of 16 kHz samples, or why this stream cannot be heard. */
export type HeardAudio =
  | { readonly kind: 'step'; readonly samples: Float32Array }
  | { readonly kind: 'invalid'; readonly reason: string };

/** What a container may bring per second: 48 kHz of 16 bits. */
const CONTAINER_BYTES_PER_SECOND = 96_000;

/** What speech in Opus brings at the most: 128 kbit/s. */
const OPUS_BYTES_PER_SECOND = 16_000;

type Opened = { readonly decoder: AudioDecoder; readonly bytesPerSecond: number };

function openDecoder({ encoding, sampleRateHz }: ListenParameters): Opened {
  if (encoding === 'opus') {
    return {
      decoder: new OpusAudio(new BareOpusPackets(), 'The Opus stream'),
      bytesPerSecond: OPUS_BYTES_PER_SECOND,
    };
  }
  if (encoding === 'ogg-opus') {
    return { decoder: new OpusAudio(new OggPackets(), 'The Ogg stream'), bytesPerSecond: OPUS_BYTES_PER_SECOND };
  }
  if (encoding !== undefined && sampleRateHz !== undefined && isRawEncoding(encoding)) {
    return {
      decoder: new RawAudio({ sampleFormat: encoding, sampleRateHz }),
      bytesPerSecond: bytesPerSecond(encoding, sampleRateHz),
    };
  }
  return { decoder: new ContainerAudio(), bytesPerSecond: CONTAINER_BYTES_PER_SECOND };
}

/** Turns the messages of a stream into engine steps. Calls must not overlap. */
export class AudioIntake {
  /** What one second of audio takes on the wire; the most it may take where the encoding does not say. */
  readonly bytesPerSecond: number;
  readonly #decoder: AudioDecoder;
  readonly #cutter: StepCutter = new StepCutter();

  /** `parameters` name an encoding, with its rate where it has one, or neither: then the stream begins with a container's header. */
  constructor(parameters: ListenParameters) {
    const opened = openDecoder(parameters);
    this.#decoder = opened.decoder;
    this.bytesPerSecond = opened.bytesPerSecond;
  }

  /**
   * Takes the bytes of one message.
   *
   * @yields the steps they complete; `invalid` last, when the stream cannot be heard
   */
  async *push(bytes: Uint8Array): AsyncGenerator<HeardAudio, void, undefined> {
    for await (const decoded of this.#decoder.push(bytes)) {
      if (decoded.kind === 'invalid') {
        yield decoded;
        return;
      }
      yield* this.#cut(decoded.samples);
    }
  }

  /**
   * Ends the stream.
   *
   * @yields what is left of it, the last step filled up with silence
   */
  async *finish(): AsyncGenerator<HeardAudio, void, undefined> {
    for await (const decoded of this.#decoder.finish()) {
      if (decoded.kind === 'invalid') {
        yield decoded;
        return;
      }
      yield* this.#cut(decoded.samples.subarray(0, this.#cutter.missingSamples));
    }
    const last = this.#cutter.finish();
    if (last !== undefined) {
      yield { kind: 'step', samples: last };
    }
  }

  /** Frees what the stream holds. Not while a call is under way. */
  close(): void {
    this.#decoder.close();
  }

  *#cut(samples: Float32Array): Generator<HeardAudio, void, undefined> {
    for (const step of this.#cutter.push(samples)) {
      yield { kind: 'step', samples: step };
    }
  }
}
