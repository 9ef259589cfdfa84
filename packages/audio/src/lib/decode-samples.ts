import { decodeTable } from './companding.ts';
import { bytesPerSample, type SampleFormat } from './sample-format.ts';

/**
 * Reads encoded bytes of one channel (or interleaved channels) as samples from -1 to 1.
 *
 * Any view will do, whatever its offset and alignment. Integers of n bits are divided by 2^(n-1). Floating-point
 * samples are held within -1 to 1, and what is not a number becomes 0, since the bytes may come from anywhere.
 *
 * @throws TypeError when the bytes end inside a sample; for a stream in pieces use {@link SampleDecoder}.
 */
export function decodeSamples(format: SampleFormat, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const sampleBytes = bytesPerSample(format);
  if (bytes.byteLength % sampleBytes !== 0) {
    throw new TypeError(
      `bytes must hold whole samples of ${sampleBytes} bytes (${format}), got ${bytes.byteLength} bytes`,
    );
  }
  const samples = new Float32Array(bytes.byteLength / sampleBytes);
  decodeInto(format, bytes, samples);
  return samples;
}

function decodeInto(format: SampleFormat, bytes: Uint8Array, samples: Float32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (format) {
    case 'linear16':
      for (let index = 0; index < samples.length; index += 1) {
        samples[index] = view.getInt16(index * 2, true) / 32_768;
      }
      return;
    case 'linear32':
      for (let index = 0; index < samples.length; index += 1) {
        samples[index] = withinUnit(view.getFloat32(index * 4, true));
      }
      return;
    case 'mulaw':
    case 'alaw': {
      const table = decodeTable(format);
      for (let index = 0; index < samples.length; index += 1) samples[index] = table[view.getUint8(index)] ?? 0;
      return;
    }
    case 'pcm8':
      for (let index = 0; index < samples.length; index += 1) samples[index] = (view.getUint8(index) - 128) / 128;
      return;
    case 'pcm24':
      for (let index = 0; index < samples.length; index += 1) {
        const low = view.getUint8(index * 3);
        samples[index] = (view.getInt16(index * 3 + 1, true) * 256 + low) / 8_388_608;
      }
      return;
    case 'pcm32':
      for (let index = 0; index < samples.length; index += 1) {
        samples[index] = view.getInt32(index * 4, true) / 2_147_483_648;
      }
      return;
    default:
      format satisfies never;
  }
}

function withinUnit(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(1, Math.max(-1, value));
}
