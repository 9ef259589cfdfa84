import { describe, expect, it } from 'vitest';
import { decodeSamples } from './decode-samples.ts';
import {
  bytesPerSample,
  bytesPerSecond,
  createSilence,
  durationSeconds,
  isRawEncoding,
  silenceByte,
} from './sample-format.ts';

describe('sample formats', () => {
  it.each([
    ['linear16', 2, 0],
    ['linear32', 4, 0],
    ['mulaw', 1, 0xff],
    ['alaw', 1, 0xd5],
    ['pcm8', 1, 0x80],
    ['pcm24', 3, 0],
    ['pcm32', 4, 0],
  ] as const)('%s has %d bytes a sample and the silence byte %d', (format, bytes, silence) => {
    expect(bytesPerSample(format)).toBe(bytes);
    expect(silenceByte(format)).toBe(silence);
    expect(bytesPerSecond(format, 8000)).toBe(8000 * bytes);
    expect(durationSeconds(format, 8000, 4000 * bytes)).toBe(0.5);
  });

  it.each(['linear16', 'linear32', 'mulaw', 'alaw', 'pcm8', 'pcm24', 'pcm32'] as const)(
    'silence in %s is the quietest sample there is',
    (format) => {
      const silence = createSilence(format, 12);
      expect(silence).toHaveLength(12);
      const loudest = Math.max(...decodeSamples(format, silence).map(Math.abs));
      // A-law has no zero: its quietest sample is 8 of 32768.
      expect(loudest).toBe(format === 'alaw' ? 8 / 32_768 : 0);
    },
  );

  it('tells raw encodings from other names', () => {
    expect(['linear16', 'linear32', 'mulaw', 'alaw'].every(isRawEncoding)).toBe(true);
    expect(['opus', 'ogg-opus', 'pcm8', 'container', '', '__proto__'].some(isRawEncoding)).toBe(false);
  });
});
