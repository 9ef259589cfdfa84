import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bpeVocabulary } from './bpe-vocabulary.ts';

describe('bpeVocabulary', () => {
  it('is total on any bytes', () => {
    assert(
      property(uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['string', 'undefined']).toContain(typeof bpeVocabulary(bytes));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is nothing without pieces', () => {
    expect(bpeVocabulary(new Uint8Array(0))).toBeUndefined();
    expect(bpeVocabulary(Uint8Array.of(0x12, 0x01, 0x41))).toBeUndefined();
  });
});
