import { describe, expect, it } from 'vitest';
import { joinAtSeam } from './join-words.ts';

describe('joinAtSeam', () => {
  it('leaves two sentences alone', () => {
    expect(joinAtSeam('done.', 'Next', { kind: 'pause' })).toEqual(['done.', 'Next']);
  });

  it('goes on with the sentence where the next word does', () => {
    expect(joinAtSeam('Americans.', 'And', { kind: 'pause' })).toEqual(['Americans', 'and']);
    expect(joinAtSeam('really?', 'Because', { kind: 'pause' })).toEqual(['really?', 'because']);
  });

  it('takes the sentence marks away that a cut put in', () => {
    const seam = { kind: 'cut', wordsBefore: [] } as const;
    expect(joinAtSeam('country.', 'Can', seam)).toEqual(['country', 'can']);
    expect(joinAtSeam('country.', 'I', seam)).toEqual(['country', 'I']);
    expect(joinAtSeam('country.', "I'm", seam)).toEqual(['country', "I'm"]);
    expect(joinAtSeam('country.', 'NASA', seam)).toEqual(['country', 'NASA']);
  });

  it('spells the words at a cut as they were spelled before it', () => {
    const seam = { kind: 'cut', wordsBefore: ['Ask', 'not,', 'John', 'said'] } as const;
    expect(joinAtSeam('not.', 'John', seam)).toEqual(['not,', 'John']);
    expect(joinAtSeam('John.', 'Said', seam)).toEqual(['John', 'said']);
  });
});
