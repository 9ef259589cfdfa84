import { parseWavHeader } from '@turnstream/audio';
import type { SampleFormat } from '@turnstream/audio';
import { LIMITS } from '@turnstream/flux/protocol';

/** What came of the bytes so far. */
export type ReadWavStart =
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

const SUPPORTED =
  'Without an encoding this server reads WAV files of 16-bit PCM, mu-law or A-law, with one channel and ' +
  `${LIMITS.sampleRatesHz.join(', ')} Hz; for raw audio name encoding and sample_rate.`;

/** How other containers begin, by the position and the text of their mark. */
const OTHER_CONTAINERS = [
  { at: 0, mark: 'OggS', name: 'an Ogg stream' },
  { at: 0, mark: '\u001AE\u00DF\u00A3', name: 'a WebM or Matroska stream' },
  { at: 0, mark: 'fLaC', name: 'a FLAC stream' },
  { at: 0, mark: 'ID3', name: 'an MP3 stream' },
  { at: 4, mark: 'ftyp', name: 'an MP4 stream' },
] as const;

const FIRST_CAPACITY_BYTES = 4_096;

function describeStart(bytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  return OTHER_CONTAINERS.find(({ at, mark }) => text.startsWith(mark, at))?.name;
}

function refuse(problem: string): ReadWavStart {
  return { kind: 'invalid', reason: `${problem}. ${SUPPORTED}` };
}

/** Gathers the first bytes of a stream until its WAV header is complete. */
export class WavStart {
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
      const other = describeStart(start);
      return refuse(
        other === undefined ? `The stream is no WAV file: ${parsed.reason}` : `The stream is ${other}, not a WAV file`,
      );
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
    return `The stream ended after ${this.#filled} bytes, before the audio of a WAV file. ${SUPPORTED}`;
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
