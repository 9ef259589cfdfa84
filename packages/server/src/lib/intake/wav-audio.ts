import { parseWavHeader } from '@turnstream/audio';
import type { SampleFormat } from '@turnstream/audio';
import { LIMITS } from '@turnstream/flux/protocol';

import type { AudioDecoder, DecodedAudio } from './audio-decoder.ts';
import { RawAudio } from './raw-audio.ts';

/** What came of the bytes so far. */
type ReadWavStart =
  | {
      readonly kind: 'ok';
      readonly sampleFormat: SampleFormat;
      readonly sampleRateHz: number;
      /** Absent where the writer did not know it: then all that follows is audio. */
      readonly dataByteLength?: number;
      /** The audio that came with the header. */
      readonly audio: Uint8Array;
    }
  | { readonly kind: 'needs-more' }
  | { readonly kind: 'invalid'; readonly reason: string };

const SAMPLE_FORMATS: ReadonlySet<SampleFormat> = new Set(['linear16', 'mulaw', 'alaw']);

/** What a stream without an `encoding` may be, for the answer to one that is something else. */
export const CONTAINERS_HEARD: string =
  'Without an encoding this server hears Opus in Ogg or WebM, and WAV files of 16-bit PCM, mu-law or A-law, with one channel and ' +
  `${LIMITS.sampleRatesHz.join(', ')} Hz; for raw audio name encoding and sample_rate.`;

const FIRST_CAPACITY_BYTES = 4_096;

function refuse(problem: string): ReadWavStart {
  return { kind: 'invalid', reason: `${problem}. ${CONTAINERS_HEARD}` };
}

/** Gathers the first bytes of a stream until its WAV header is complete. */
class WavStart {
  #bytes: Uint8Array = new Uint8Array(FIRST_CAPACITY_BYTES);
  #filled = 0;

  get byteLength(): number {
    return this.#filled;
  }

  push(bytes: Uint8Array): ReadWavStart {
    this.#append(bytes);
    const start = this.#bytes.subarray(0, this.#filled);
    const parsed = parseWavHeader(start);
    if (parsed.kind === 'needs-more') {
      return parsed;
    }
    if (parsed.kind === 'invalid') {
      return refuse(`The stream is no WAV file: ${parsed.reason}`);
    }
    const { sampleFormat, sampleRateHz, channelCount, dataOffsetBytes, dataByteLength } = parsed.header;
    if (channelCount !== 1) {
      return refuse(`The WAV file has ${channelCount} channels`);
    }
    if (!SAMPLE_FORMATS.has(sampleFormat)) {
      return refuse(`The WAV file holds ${sampleFormat} samples`);
    }
    if (!LIMITS.sampleRatesHz.includes(sampleRateHz)) {
      return refuse(`The WAV file has a sample rate of ${sampleRateHz} Hz`);
    }
    return {
      kind: 'ok',
      sampleFormat,
      sampleRateHz,
      audio: start.subarray(dataOffsetBytes),
      ...(dataByteLength !== undefined && { dataByteLength }),
    };
  }

  /** Why a stream that ended here cannot be heard. */
  describeCutOff(): string {
    return `The stream ended after ${this.#filled} bytes, before the audio of a WAV file. ${CONTAINERS_HEARD}`;
  }

  #append(bytes: Uint8Array): void {
    const filled = this.#filled + bytes.byteLength;
    if (filled > this.#bytes.byteLength) {
      const grown = new Uint8Array(Math.max(filled, this.#bytes.byteLength * 2));
      grown.set(this.#bytes.subarray(0, this.#filled));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#filled);
    this.#filled = filled;
  }
}

/** A WAV file, as it comes. What follows its data chunk is ignored. */
export class WavAudio implements AudioDecoder {
  readonly #start = new WavStart();
  #audio: RawAudio | undefined;

  async *push(bytes: Uint8Array): AsyncGenerator<DecodedAudio, void, undefined> {
    if (this.#audio !== undefined) {
      yield* this.#audio.push(bytes);
      return;
    }
    const start = this.#start.push(bytes);
    switch (start.kind) {
      case 'needs-more':
        return;
      case 'invalid':
        yield start;
        return;
      case 'ok':
        this.#audio = new RawAudio(start);
        yield* this.#audio.push(start.audio);
    }
  }

  async *finish(): AsyncGenerator<DecodedAudio, void, undefined> {
    if (this.#audio !== undefined) {
      yield* this.#audio.finish();
    } else if (this.#start.byteLength > 0) {
      yield { kind: 'invalid', reason: this.#start.describeCutOff() };
    }
  }

  close(): void {
    this.#audio?.close();
  }
}
