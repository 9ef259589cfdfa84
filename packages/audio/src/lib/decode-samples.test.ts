import { describe, expect, it } from 'vitest';
import { decodeSamples } from './decode-samples.ts';
import { encodeSamples } from './encode-samples.ts';

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** G.711 mu-law, from the recommendation's table: 16-bit value of a code. */
function muLawReference(code: number): number {
  const inverted = 255 - code;
  const segment = Math.floor(inverted / 16) % 8;
  const magnitude = ((inverted % 16) * 2 + 33) * 2 ** segment - 33;
  return (inverted >= 128 ? -magnitude : magnitude) * 4;
}

/** G.711 A-law likewise: even bits are inverted on the line. */
function aLawReference(code: number): number {
  const inverted = code ^ 0x55;
  const segment = Math.floor(inverted / 16) % 8;
  const step = (inverted % 16) * 2 + 1;
  const magnitude = segment === 0 ? step : (step + 32) * 2 ** (segment - 1);
  return (inverted >= 128 ? magnitude : -magnitude) * 8;
}

describe('decodeSamples', () => {
  it('decodes every mu-law and A-law byte as G.711 says', () => {
    const muLaw = [...decodeSamples('mulaw', EVERY_BYTE)].map((sample) => sample * 32_768 + 0);
    const aLaw = [...decodeSamples('alaw', EVERY_BYTE)].map((sample) => sample * 32_768);
    expect(muLaw).toEqual([...EVERY_BYTE].map((code) => muLawReference(code) + 0));
    expect(aLaw).toEqual([...EVERY_BYTE].map(aLawReference));
  });

  it.each([
    ['linear16', [0x00, 0x80, 0xff, 0x7f, 0x01, 0x00], [-1, 32_767 / 32_768, 1 / 32_768]],
    ['pcm8', [0, 128, 255], [-1, 0, 127 / 128]],
    [
      'pcm24',
      [0, 0, 0x80, 0xff, 0xff, 0x7f, 1, 0, 0, 0xff, 0xff, 0xff],
      [-1, 8_388_607 / 8_388_608, 2 ** -23, -(2 ** -23)],
    ],
    ['pcm32', [0, 0, 0, 0x80, 0, 0, 0, 0x40], [-1, 0.5]],
    ['linear32', [0, 0, 0x80, 0xbf, 0, 0, 0, 0x3f], [-1, 0.5]],
  ] as const)('decodes %s, little-endian', (format, bytes, samples) => {
    expect([...decodeSamples(format, Uint8Array.from(bytes))]).toEqual(samples);
  });

  it('holds floating-point samples within -1 to 1 and makes what is no number silent', () => {
    const bytes = new Uint8Array(Float32Array.of(2, -3, Number.NaN, Number.POSITIVE_INFINITY, 0.25).buffer);
    expect([...decodeSamples('linear32', bytes)]).toEqual([1, -1, 0, 1, 0.25]);
  });

  it.each(['linear16', 'linear32', 'mulaw', 'alaw', 'pcm8', 'pcm24', 'pcm32'] as const)(
    'reads %s through a view at any offset',
    (format) => {
      const encoded = encodeSamples(format, Float32Array.of(0.5, -0.25, 0.125));
      const expected = decodeSamples(format, encoded);
      for (let offset = 0; offset < 5; offset += 1) {
        const buffer = new Uint8Array(encoded.length + 9).fill(0xaa);
        buffer.set(encoded, offset);
        expect(decodeSamples(format, buffer.subarray(offset, offset + encoded.length))).toEqual(expected);
      }
    },
  );

  it('throws a TypeError for bytes that end inside a sample', () => {
    expect(() => decodeSamples('linear16', new Uint8Array(3))).toThrow(
      new TypeError('bytes must hold whole samples of 2 bytes (linear16), got 3 bytes'),
    );
  });
});
