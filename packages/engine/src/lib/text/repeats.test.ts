import { describe, expect, it } from 'vitest';
import { isStuck, withoutLoops } from './repeats.ts';

describe('isStuck', () => {
  it('takes what people say for speech', () => {
    expect(isStuck('No, no, no, no!', 2)).toBe(false);
    expect(isStuck('seven seven three three six two one zero', 3)).toBe(false);
  });

  it('finds words and phrases that do not end', () => {
    expect(isStuck('zero zero zero zero zero zero', 3)).toBe(true);
    expect(isStuck('and the cat and the cat and the cat and the cat and the cat', 20)).toBe(true);
  });

  it('finds more words than the speech had time for', () => {
    expect(isStuck('a b c d e f g h i j k l m n o p', 1)).toBe(true);
    expect(isStuck('yes it is', 0.3)).toBe(false);
  });
});

describe('withoutLoops', () => {
  it('says a loop once and keeps the rest', () => {
    expect(withoutLoops('I said go, go, go, go, go, go. Right?')).toBe('I said go, Right?');
    expect(withoutLoops('so the cat, the cat, the cat, the cat, the cat sat')).toBe('so the cat, sat');
  });

  it('leaves other text as it is', () => {
    expect(withoutLoops('No, no, no.')).toBe('No, no, no.');
  });
});
