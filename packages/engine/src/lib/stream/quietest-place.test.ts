import { describe, expect, it } from 'vitest';
import { quietestPlace } from './quietest-place.ts';

const windows = (powers: readonly number[]): { end: number; power: number }[] =>
  powers.map((power, index) => ({ end: (index + 1) * 512, power }));

describe('quietestPlace', () => {
  it('is the middle of the quietest stretch of the later half', () => {
    const powers = Array.from({ length: 400 }, () => 1);
    powers.fill(0, 100, 120);
    powers.fill(0.1, 300, 305);
    expect(quietestPlace(windows(powers), 0, 400 * 512)).toBe(303 * 512);
  });

  it('prefers a stretch to a single quiet window', () => {
    const powers = Array.from({ length: 400 }, () => 1);
    powers.fill(0, 250, 251);
    powers.fill(0.5, 300, 305);
    expect(quietestPlace(windows(powers), 0, 400 * 512)).toBe(303 * 512);
  });

  it('is late in the segment when nothing is known about it', () => {
    expect(quietestPlace([], 1_000, 2_000)).toBe(1_950);
  });
});
