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
  (hypothesis?.shown ?? []).map((word) => word.text).join(' ');

describe('growHypothesis', () => {
  it('shows a word when two looks in a row agree on it and on all before it', () => {
    expect(shown(grow(['partial', 'And so my fell'], ['partial', 'And so my fellow']))).toBe('And so my');
    expect(shown(grow(['partial', 'And so my fellow'], ['partial', 'And so my fellow']))).toBe('And so my fellow');
    expect(shown(grow(['partial', 'And now my'], ['partial', 'And so my']))).toBe('And');
  });

  it('shows the first of several words at once, so that a turn starts in time', () => {
    expect(shown(grow(['partial', 'And so my']))).toBe('And');
    expect(shown(grow(['partial', 'And']))).toBe('');
  });

  it('takes a shown word back only when two looks agree on another', () => {
    const looks = [
      ['partial', 'I want to'],
      ['partial', 'I want to go'],
    ] as const;
    expect(shown(grow(...looks, ['partial', 'I went to go']))).toBe('I want to');
    expect(shown(grow(...looks, ['partial', 'I went to go'], ['partial', 'I went to go']))).toBe('I went to go');
  });

  it('drops the closing punctuation of a look and keeps that of a final decode', () => {
    expect(shown(grow(['partial', 'So?'], ['partial', 'So?']))).toBe('So');
    expect(shown(grow(['final', 'And so?']))).toBe('And so?');
  });

  it('keeps the spelling of shown words, until the next final decode', () => {
    const looks = [
      ['partial', 'And so, my fellow'],
      ['partial', 'And so, my fellow Americans'],
      ['partial', 'and so my fellow americans ask'],
    ] as const;
    expect(shown(grow(...looks))).toBe('And so, my fellow americans');
    expect(shown(grow(...looks, ['final', 'and so my fellow americans']))).toBe('and so my fellow americans');
  });

  it('does not keep a full stop that came before the speaker went on', () => {
    const decodes = [
      ['final', 'Ask not.'],
      ['partial', 'Ask not what your'],
    ] as const;
    expect(shown(grow(...decodes))).toBe('Ask not.');
    expect(shown(grow(...decodes, ['partial', 'Ask not what your']))).toBe('Ask not what your');
  });

  it('counts in how many decodes in a row a word stood', () => {
    const hypothesis = grow(['partial', 'one two three'], ['partial', 'one too three'], ['final', 'one too three.']);
    expect(hypothesis?.words.map((word) => word.seen)).toEqual([3, 2, 3]);
  });

  it('knows when no decode so far had a word at its place, even after one that stopped short', () => {
    const looks = ['one two three', 'one', 'one two three four'];
    const hypothesis = looks.reduce<Hypothesis | undefined>(
      (previous, text, index) => growHypothesis(previous, text, 'partial', (index + 1) * 100),
      undefined,
    );
    expect(hypothesis?.words.map(({ by, after }) => [by, after])).toEqual([
      [100, undefined],
      [300, undefined],
      [300, undefined],
      [300, 200],
    ]);
  });

  it('takes an empty decode for no answer', () => {
    expect(shown(grow(['final', 'Yes.'], ['partial', '']))).toBe('Yes.');
    expect(grow(['final', ''])).toBeUndefined();
  });
});
