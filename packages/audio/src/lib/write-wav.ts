import { encodeSamples } from './encode-samples.ts';
import { bytesPerSample, type SampleFormat } from './sample-format.ts';

/** What {@link writeWav} takes. */
export type WavContent = {
  /** The samples of each channel, -1 to 1, all of one length. At least one channel. */
  readonly channels: readonly Float32Array[];
  readonly sampleRateHz: number;
  /** Default `linear16`. */
  readonly sampleFormat?: SampleFormat;
};

/**
 * Makes a WAV file.
 *
 * @throws TypeError when there is no channel, the channels differ in length, or the sample rate is not a whole number of
 * at least 1.
 */
export function writeWav(content: WavContent): Uint8Array<ArrayBuffer> {
  const { channels, sampleRateHz, sampleFormat = 'linear16' } = content;
  const data = encodeSamples(sampleFormat, interleave(channels));
  if (!Number.isSafeInteger(sampleRateHz) || sampleRateHz < 1) {
    throw new TypeError(`sampleRateHz must be a whole number of at least 1, got ${sampleRateHz}`);
  }
  const format = formatChunk(sampleFormat, channels.length, sampleRateHz);
  const fact = isPlainPcm(sampleFormat) ? new Uint8Array(0) : chunk('fact', littleEndian32(channels[0]?.length ?? 0));
  const body = concatenate([asciiBytes('WAVE'), format, fact, chunk('data', data)]);
  return concatenate([asciiBytes('RIFF'), littleEndian32(body.byteLength), body]);
}

function formatChunk(sampleFormat: SampleFormat, channelCount: number, sampleRateHz: number): Uint8Array {
  const sampleBytes = bytesPerSample(sampleFormat);
  // Everything but PCM announces the (empty) extension that may follow.
  const view = new DataView(new ArrayBuffer(isPlainPcm(sampleFormat) ? 16 : 18));
  view.setUint16(0, formatCode(sampleFormat), true);
  view.setUint16(2, channelCount, true);
  view.setUint32(4, sampleRateHz, true);
  view.setUint32(8, sampleRateHz * sampleBytes * channelCount, true);
  view.setUint16(12, sampleBytes * channelCount, true);
  view.setUint16(14, sampleBytes * 8, true);
  return chunk('fmt ', new Uint8Array(view.buffer));
}

function formatCode(sampleFormat: SampleFormat): number {
  switch (sampleFormat) {
    case 'linear32':
      return 3;
    case 'alaw':
      return 6;
    case 'mulaw':
      return 7;
    case 'pcm8':
    case 'linear16':
    case 'pcm24':
    case 'pcm32':
      return 1;
    default:
      return sampleFormat satisfies never;
  }
}

function isPlainPcm(sampleFormat: SampleFormat): boolean {
  return formatCode(sampleFormat) === 1;
}

function interleave(channels: readonly Float32Array[]): Float32Array {
  const [first] = channels;
  if (first === undefined) throw new TypeError('channels must hold at least one channel');
  if (channels.length === 1) return first;
  const samples = new Float32Array(first.length * channels.length);
  channels.forEach((own, channel) => {
    if (own.length !== first.length) {
      throw new TypeError(`channels must have one length, got ${first.length} and ${own.length} samples`);
    }
    own.forEach((sample, index) => {
      samples[index * channels.length + channel] = sample;
    });
  });
  return samples;
}

function chunk(id: string, body: Uint8Array): Uint8Array {
  const padding = new Uint8Array(body.byteLength % 2);
  return concatenate([asciiBytes(id), littleEndian32(body.byteLength), body, padding]);
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function littleEndian32(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, true);
  return new Uint8Array(view.buffer);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.byteLength;
  }
  return whole;
}
