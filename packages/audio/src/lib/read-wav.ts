import { decodeSamples } from './decode-samples.ts';
import { bytesPerSample, type SampleFormat } from './sample-format.ts';
import { parseWavHeader } from './wav-header.ts';

/** The audio of a WAV file. */
export type WavAudio = {
  /** How the file held its samples. */
  readonly sampleFormat: SampleFormat;
  readonly sampleRateHz: number;
  /** The samples of each channel, -1 to 1, all of one length. */
  readonly channels: readonly Float32Array<ArrayBuffer>[];
  readonly durationSeconds: number;
};

/** What came of reading a WAV file. */
export type ReadWav =
  | { readonly kind: 'ok'; readonly audio: WavAudio }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * Reads a whole WAV file. Never throws.
 *
 * Audio that ends before its announced length is read as far as it goes, and a frame that is cut off is left out, since
 * recorders that are stopped leave such files. `reason` follows the file's name in a sentence: `it has no channels`.
 */
export function readWav(bytes: Uint8Array): ReadWav {
  const parsed = parseWavHeader(bytes);
  if (parsed.kind === 'invalid') return parsed;
  if (parsed.kind === 'needs-more') return { kind: 'invalid', reason: 'it ends before its audio begins' };
  const { sampleFormat, sampleRateHz, channelCount, dataOffsetBytes, dataByteLength } = parsed.header;
  const frameBytes = bytesPerSample(sampleFormat) * channelCount;
  const availableBytes = bytes.byteLength - dataOffsetBytes;
  const dataBytes = Math.min(availableBytes, dataByteLength ?? availableBytes);
  const frameCount = Math.floor(dataBytes / frameBytes);
  const interleaved = decodeSamples(
    sampleFormat,
    bytes.subarray(dataOffsetBytes, dataOffsetBytes + frameCount * frameBytes),
  );
  return {
    kind: 'ok',
    audio: {
      sampleFormat,
      sampleRateHz,
      channels: deinterleave(interleaved, channelCount),
      durationSeconds: frameCount / sampleRateHz,
    },
  };
}

function deinterleave(samples: Float32Array<ArrayBuffer>, channelCount: number): readonly Float32Array<ArrayBuffer>[] {
  if (channelCount === 1) return [samples];
  return Array.from({ length: channelCount }, (_, channel) => {
    const own = new Float32Array(samples.length / channelCount);
    for (let index = 0; index < own.length; index += 1) own[index] = samples[index * channelCount + channel] ?? 0;
    return own;
  });
}
