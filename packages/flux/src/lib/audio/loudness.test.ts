import { decodeSamples, type RawEncoding } from '@turnstream/audio';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isQuietAudio } from './loudness.ts';

const ENCODINGS: readonly RawEncoding[] = ['linear16', 'linear32', 'mulaw', 'alaw'];

function isQuietWhenDecoded(encoding: RawEncoding, bytes: Uint8Array): boolean {
  return decodeSamples(encoding, bytes).every((sample) => Math.abs(sample) < 0.01);
}

describe('isQuietAudio', () => {
  it.each(['mulaw', 'alaw'] as const)('judges each of the 256 codes of %s by its sample', (encoding) => {
    for (let code = 0; code < 256; code += 1) {
      const bytes = Uint8Array.of(code);
      expect([code, isQuietAudio(encoding, bytes)]).toEqual([code, isQuietWhenDecoded(encoding, bytes)]);
    }
  });

  it('judges every 16-bit sample by its peak', () => {
    const view = new DataView(new ArrayBuffer(2));
    for (const sample of [0, 1, -1, 327, -327, 328, -328, 32_767, -32_768]) {
      view.setInt16(0, sample, true);
      expect([sample, isQuietAudio('linear16', new Uint8Array(view.buffer))]).toEqual([sample, Math.abs(sample) < 328]);
    }
  });

  it.each(ENCODINGS)('judges any bytes of %s as their samples, at any offset', (encoding) => {
    const pieces = fc.tuple(fc.uint8Array({ minLength: 0, maxLength: 16 }), fc.nat({ max: 7 }));
    fc.assert(
      fc.property(pieces, ([bytes, offset]) => {
        const whole = bytes.subarray(0, bytes.byteLength - (bytes.byteLength % 4));
        const shifted = new Uint8Array([...new Uint8Array(offset), ...whole]).subarray(offset);
        expect(isQuietAudio(encoding, shifted)).toBe(isQuietWhenDecoded(encoding, whole));
      }),
    );
  });

  it('hears one loud sample among quiet ones', () => {
    const bytes = new Uint8Array(2_560);
    expect(isQuietAudio('linear16', bytes)).toBe(true);
    bytes[2_559] = 0x40;
    expect(isQuietAudio('linear16', bytes)).toBe(false);
  });
});
