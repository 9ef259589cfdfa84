import { compand } from './companding.ts';
import { bytesPerSample, type SampleFormat } from './sample-format.ts';

/**
 * Writes samples from -1 to 1 as bytes. What lies outside is held at the ends of the range, what is not a number
 * becomes silence, and integers are rounded to the nearest.
 */
export function encodeSamples(format: SampleFormat, samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * bytesPerSample(format));
  const view = new DataView(bytes.buffer);
  switch (format) {
    case 'linear16':
      samples.forEach((sample, index) => {
        view.setInt16(index * 2, toInteger(sample, 32_768), true);
      });
      break;
    case 'linear32':
      samples.forEach((sample, index) => {
        view.setFloat32(index * 4, Number.isNaN(sample) ? 0 : Math.min(1, Math.max(-1, sample)), true);
      });
      break;
    case 'mulaw':
    case 'alaw':
      bytes.set(
        compand(
          format,
          Int16Array.from(samples, (sample) => toInteger(sample, 32_768)),
        ),
      );
      break;
    case 'pcm8':
      samples.forEach((sample, index) => {
        view.setUint8(index, toInteger(sample, 128) + 128);
      });
      break;
    case 'pcm24':
      samples.forEach((sample, index) => {
        const value = toInteger(sample, 8_388_608);
        view.setUint8(index * 3, value & 0xff);
        view.setInt16(index * 3 + 1, Math.floor(value / 256), true);
      });
      break;
    case 'pcm32':
      samples.forEach((sample, index) => {
        view.setInt32(index * 4, toInteger(sample, 2_147_483_648), true);
      });
      break;
    default:
      format satisfies never;
  }
  return bytes;
}

/** The nearest integer in a range of `fullScale` below zero and one less above. */
function toInteger(sample: number, fullScale: number): number {
  if (Number.isNaN(sample)) return 0;
  return Math.round(Math.min(fullScale - 1, Math.max(-fullScale, sample * fullScale)));
}
