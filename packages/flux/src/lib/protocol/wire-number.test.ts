import { describe, expect, it } from 'vitest';
import { printFloat, toWireConfidence, toWireSeconds } from './wire-number.ts';

describe('toWireSeconds', () => {
  it.each([
    [0, 0],
    [240, 0.24],
    [1680, 1.680_000_1],
    [2400, 2.4],
    [2640, 2.639_999_9],
    [3_360, 3.360_000_1],
    [20_000, 20],
    [3_600_080, 3600.08],
  ])('R82: %d ms are %d s', (positionMs, seconds) => {
    expect(toWireSeconds(positionMs)).toBe(seconds);
  });

  it('never goes back over a day of steps', () => {
    let previous = -1;
    let backward = 0;
    for (let step = 0; step < 86_400 * 12.5; step += 37) {
      const seconds = toWireSeconds(step * 80);
      if (seconds <= previous) backward += 1;
      previous = seconds;
    }
    expect(backward).toBe(0);
  });
});

describe('toWireConfidence', () => {
  it('R82: keeps four decimals within 0 to 1', () => {
    expect([0.123_45, 1.2, -0.1, Number.NaN, 0.999_96].map(toWireConfidence)).toEqual([0.1235, 1, 0, 0, 1]);
  });
});

describe('printFloat', () => {
  it('R82: keeps .0 on whole numbers', () => {
    expect([0, -3, 0.5, 1e21, 1e-7, Number.POSITIVE_INFINITY].map(printFloat)).toEqual([
      '0.0',
      '-3.0',
      '0.5',
      '1e+21',
      '1e-7',
      'null',
    ]);
  });
});
