import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeWords } from './place-words.ts';

const words = (...texts: readonly string[]): { text: string; seen: number }[] =>
  texts.map((text) => ({ text, seen: 1 }));

describe('placeWords', () => {
  it('spreads words over the speech by their length', () => {
    const placed = placeWords(words('abc', 'abcdefg', 'abc'), [{ start: 16_000, end: 32_000 }]);
    expect(placed.map((word) => [word.startSeconds, word.endSeconds])).toEqual([
      [1, 1.25],
      [1.25, 1.75],
      [1.75, 2],
    ]);
  });

  it('leaves pauses between words free', () => {
    const placed = placeWords(words('one', 'two'), [
      { start: 0, end: 16_000 },
      { start: 48_000, end: 64_000 },
    ]);
    expect(placed.map((word) => [word.startSeconds, word.endSeconds])).toEqual([
      [0, 1],
      [3, 4],
    ]);
  });

  it('gives rising times inside the speech, whatever the words and pauses', () => {
    const spans = fc
      .array(fc.integer({ min: 512, max: 40_000 }), { minLength: 2, maxLength: 20 })
      .filter((lengths) => lengths.length % 2 === 0)
      .map((lengths) => {
        const ends = lengths.map((_, index) => lengths.slice(0, index + 1).reduce((sum, length) => sum + length, 0));
        return ends.flatMap((end, index) => (index % 2 === 0 ? [{ start: end, end: ends[index + 1] ?? end }] : []));
      });
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 60 }),
        spans,
        (texts, voiced) => {
          const placed = placeWords(words(...texts), voiced);
          const times = placed.flatMap((word) => [word.startSeconds, word.endSeconds]);
          expect(times).toEqual(times.toSorted((left, right) => left - right));
          expect(times[0]).toBeCloseTo((voiced[0]?.start ?? 0) / 16_000, 2);
          expect(times.at(-1)).toBeCloseTo((voiced.at(-1)?.end ?? 0) / 16_000, 2);
        },
      ),
    );
  });

  it('trusts a word more the more decodes kept it', () => {
    const placed = placeWords(
      [1, 2, 3].map((seen) => ({ text: 'a', seen })),
      [{ start: 0, end: 16_000 }],
    );
    expect(placed.map((word) => word.confidence)).toEqual([0.5, 0.75, 0.875]);
  });
});
