import { describe, expect, it } from 'vitest';
import { sentenceEndLogOdds } from './sentence-end.ts';

describe('sentenceEndLogOdds', () => {
  it.each(['See you today.', 'Thank you', 'That sounds interesting.', 'Hello'])('is high after %j', (transcript) => {
    expect(sentenceEndLogOdds(transcript)).toBeGreaterThan(1);
  });

  it.each(['The middle of the', 'this is my', 'and', 'if you could', 'because'])('is low after %j', (transcript) => {
    expect(sentenceEndLogOdds(transcript)).toBeLessThan(0.2);
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
