import { describe, expect, it } from 'vitest';
import { decodeSamples } from './decode-samples.ts';
import { encodeSamples } from './encode-samples.ts';

const EVERY_INT16 = Float32Array.from({ length: 65_536 }, (_, index) => (index - 32_768) / 32_768);

describe('encodeSamples', () => {
  it.each(['linear16', 'pcm24', 'pcm32', 'linear32'] as const)('gives every 16-bit value back from %s', (format) => {
    expect(decodeSamples(format, encodeSamples(format, EVERY_INT16))).toEqual(EVERY_INT16);
  });

  it.each(['mulaw', 'alaw', 'pcm8'] as const)('gives every byte of %s back', (format) => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const again = encodeSamples(format, decodeSamples(format, everyByte));
    // Mu-law has two zeros; the negative one comes back as the other.
    const expected = format === 'mulaw' ? everyByte.map((byte) => (byte === 0x7f ? 0xff : byte)) : everyByte;
    expect(again).toEqual(expected);
  });

  it.each(['mulaw', 'alaw'] as const)('compands to within one step of %s', (law) => {
    const again = decodeSamples(law, encodeSamples(law, EVERY_INT16));
    let tooFar = 0;
    EVERY_INT16.forEach((sample, index) => {
      const error = Math.abs(sample - (again[index] ?? 0));
      // A segment's step is at most a sixteenth of where it begins; the first segment's is 16 of 32768, the clip 644.
      if (error > Math.max(Math.abs(sample) / 16, 16 / 32_768)) tooFar += 1;
    });
    expect(tooFar).toBe(0);
  });

  it.each([
    ['linear16', [0xff, 0x7f, 0x00, 0x80, 0, 0]],
    ['pcm8', [255, 0, 128]],
    ['pcm24', [0xff, 0xff, 0x7f, 0, 0, 0x80, 0, 0, 0]],
    ['pcm32', [0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0x80, 0, 0, 0, 0]],
    ['linear32', [0, 0, 0x80, 0x3f, 0, 0, 0x80, 0xbf, 0, 0, 0, 0]],
    ['mulaw', [0x80, 0x00, 0xff]],
    ['alaw', [0xaa, 0x2a, 0xd5]],
  ] as const)('holds %s at the ends of its range', (format, bytes) => {
    expect([...encodeSamples(format, Float32Array.of(7, -7, Number.NaN))]).toEqual(bytes);
  });

  it('rounds to the nearest integer', () => {
    const samples = Float32Array.of(0.6 / 32_768, 0.4 / 32_768, -0.6 / 32_768);
    expect([...decodeSamples('linear16', encodeSamples('linear16', samples))]).toEqual([2 ** -15, 0, -(2 ** -15)]);
  });
});
