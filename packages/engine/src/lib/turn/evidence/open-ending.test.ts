import { describe, expect, it } from 'vitest';
import { openEnding } from './open-ending.ts';

describe('openEnding', () => {
  it.each([
    ['I would like, um.', 'hesitation'],
    ['As much as, uh', 'hesitation'],
    ['Nine, four.', 'digits'],
    ['4, 9, 2, 9, 1, 8, 0, 4.', 'digits'],
    ['My name is J O N', 'spelling'],
    ['My email is John dot Smith', 'address'],
    ['It is john dot', 'address'],
  ])('%s stops inside a %s', (transcript, kind) => {
    expect(openEnding(transcript)).toBe(kind);
  });

  it.each([
    '',
    'Yes.',
    'I have three.',
    'Nine, four, one, zero, seven.',
    'In 1984 and 1985',
    'My email is john dot smith at example dot com.',
    'What are you looking at?',
    'It was me, not I',
  ])('%j is no such place', (transcript) => {
    expect(openEnding(transcript)).toBeUndefined();
  });
});
