import { describe, expect, it } from 'vitest';
import { sentenceEndLogOdds } from './sentence-end.ts';

describe('sentenceEndLogOdds', () => {
  it('tells words that end sentences from words that do not', () => {
    for (const ended of ['See you today.', 'Thank you', 'That sounds interesting.', 'Hello']) {
      expect(sentenceEndLogOdds(ended), ended).toBeGreaterThan(1);
    }
    for (const open of ['The middle of the', 'this is my', 'and', 'if you could', 'because']) {
      expect(sentenceEndLogOdds(open), open).toBeLessThan(0.2);
    }
  });

  // log10 P(</s>) of the model, read from it by a second program: -0.4910 after "thank you", -0.9794 after "are you".
  it('says what the language model says', () => {
    expect(sentenceEndLogOdds('thank you') - sentenceEndLogOdds('are you')).toBeCloseTo(-0.741 + 2.144, 1);
  });

  it('looks at words only', () => {
    expect(sentenceEndLogOdds('THANK, You!')).toBe(sentenceEndLogOdds('thank you'));
    expect(sentenceEndLogOdds('')).toBe(0);
    expect(sentenceEndLogOdds('...')).toBe(0);
  });
});
