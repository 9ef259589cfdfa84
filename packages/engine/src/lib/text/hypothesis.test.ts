import { describe, expect, it } from 'vitest';
import type { RecognitionPurpose } from '../recognition/recogniser.ts';
import { growHypothesis } from './hypothesis.ts';
import type { Hypothesis } from './hypothesis.ts';

function grow(...decodes: readonly (readonly [RecognitionPurpose, string])[]): Hypothesis | undefined {
  return decodes.reduce<Hypothesis | undefined>(
    (previous, [purpose, text]) => growHypothesis(previous, text, purpose),
    undefined,
  );
}
const shown = (hypothesis: Hypothesis | undefined): string =>
  (hypothesis?.words ?? [])
    .slice(0, hypothesis?.shown)
    .map((word) => word.text)
    .join(' ');

describe('growHypothesis', () => {
  it('holds the last word of a look back until a second one confirms it', () => {
    expect(shown(grow(['partial', 'And so my fell']))).toBe('And so my');
    expect(shown(grow(['partial', 'And so my fell'], ['partial', 'And so my fellow']))).toBe('And so my');
    expect(shown(grow(['partial', 'And so my fellow'], ['partial', 'And so my fellow']))).toBe('And so my fellow');
  });

  it('shows a single word at once, so that a turn can start', () => {
    expect(shown(grow(['partial', 'And']))).toBe('And');
  });

  it('drops the closing punctuation of a look and keeps that of a final decode', () => {
    expect(shown(grow(['partial', 'And so?']))).toBe('And');
    expect(shown(grow(['partial', 'So?']))).toBe('So');
    expect(shown(grow(['final', 'And so?']))).toBe('And so?');
  });

  it('keeps the spelling of words that have stood, until the next final decode', () => {
    const looks = [
      ['partial', 'And so, my fellow'],
      ['partial', 'And so, my fellow Americans'],
    ] as const;
    expect(shown(grow(...looks, ['partial', 'and so my fellow americans']))).toBe('And so, my fellow americans');
    expect(shown(grow(...looks, ['final', 'and so my fellow americans']))).toBe('and so my fellow americans');
  });

  it('does not keep a full stop that came before the speaker went on', () => {
    const decodes = [
      ['partial', 'Ask not'],
      ['final', 'Ask not.'],
      ['partial', 'Ask not what your'],
    ] as const;
    expect(shown(grow(...decodes))).toBe('Ask not what');
  });

  it('counts in how many decodes in a row a word stood', () => {
    const hypothesis = grow(['partial', 'one two three'], ['partial', 'one too three'], ['final', 'one too three.']);
    expect(hypothesis?.words.map((word) => word.seen)).toEqual([3, 2, 3]);
  });

  it('takes an empty decode for no answer', () => {
    expect(shown(grow(['final', 'Yes.'], ['partial', '']))).toBe('Yes.');
    expect(grow(['final', ''])).toBeUndefined();
  });
});
