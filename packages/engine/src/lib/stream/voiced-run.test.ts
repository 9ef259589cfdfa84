import { describe, expect, it } from 'vitest';
import { advanceRun } from './voiced-run.ts';
import type { VoicedRun } from './voiced-run.ts';

const delay = { attackSamples: 10, releaseSamples: 10 };
const hear = (pattern: string): VoicedRun | undefined =>
  pattern
    .split('')
    .reduce<VoicedRun | undefined>(
      (run, mark, index) => advanceRun(run, mark === '#', { start: index * 10, end: index * 10 + 10 }, delay),
      undefined,
    );

describe('advanceRun', () => {
  it('puts the start where speech began, before it was told', () => {
    expect(hear('...#')).toEqual({ start: 20, end: 40, ongoing: true });
    expect(hear('#')).toEqual({ start: 0, end: 10, ongoing: true });
  });

  it('puts the end where speech ended, before it was told', () => {
    expect(hear('..###.')).toEqual({ start: 10, end: 40, ongoing: false });
    expect(hear('..###....')).toEqual({ start: 10, end: 40, ongoing: false });
  });

  it('keeps runs apart', () => {
    expect(hear('.##.##')).toEqual({ start: 30, end: 60, ongoing: true });
    expect(hear('....')).toBeUndefined();
  });
});
