import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsCovered } from './words-covered.ts';

const covered = (whole: string, part: string): number => wordsCovered(whole.split(' '), part.split(' '));

describe('wordsCovered', () => {
  it('counts the words that both readings have, whatever their spelling', () => {
    expect(covered('Ask not what your country can do', 'Ask not what.')).toBe(3);
  });

  it('allows for words that the readings have not in common', () => {
    expect(covered('book a room in the mountain view hotel', 'Book room in mountain')).toBe(6);
    expect(covered('it is a sunny day', "It's a very sunny")).toBe(4);
  });

  it('is none of nothing and all of the same words', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), (words) => {
        expect(wordsCovered(words, [])).toBe(0);
        expect(wordsCovered(words, words)).toBe(words.length);
      }),
    );
  });
});
