import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSamples } from './decode-samples.ts';
import { SampleDecoder } from './sample-decoder.ts';

describe('SampleDecoder', () => {
  it('gives the same samples however the bytes are cut', () => {
    const property = fc.property(
      fc.constantFrom('linear16', 'linear32', 'mulaw', 'pcm24'),
      fc.integer({ min: 1, max: 2 }),
      fc.array(fc.uint8Array({ maxLength: 13 }), { maxLength: 12 }),
      (format, channelCount, pieces) => {
        const decoder = new SampleDecoder(format, channelCount);
        const samples = pieces.flatMap((piece) => [...decoder.push(piece)]);
        const bytes = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
        const whole = bytes.length - decoder.pendingBytes;
        expect(samples).toEqual([...decodeSamples(format, bytes.subarray(0, whole))]);
        expect(samples.length % channelCount).toBe(0);
        expect(decoder.pendingBytes).toBeLessThan(4 * channelCount);
      },
    );
    expect(() => fc.assert(property, { numRuns: 500 })).not.toThrow();
  });

  it('keeps nothing of the caller: a buffer may be reused after each push', () => {
    const decoder = new SampleDecoder('linear16');
    const buffer = Uint8Array.of(0x00, 0x40, 0x00);
    expect([...decoder.push(buffer)]).toEqual([0.5]);
    buffer.fill(0xff);
    expect(decoder.pendingBytes).toBe(1);
    expect([...decoder.push(Uint8Array.of(0xc0))]).toEqual([-0.5]);
    expect(decoder.pendingBytes).toBe(0);
  });
});
