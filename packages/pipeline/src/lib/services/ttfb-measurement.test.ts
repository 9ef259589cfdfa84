import { expect, it } from 'vitest';
import { TtfbMeasurement } from './ttfb-measurement.ts';

it('is from the end of speech to the finalized text', () => {
  const ttfb = new TtfbMeasurement();
  ttfb.begin(1_000);
  expect(ttfb.text(1_200, false)).toBeUndefined();
  expect(ttfb.text(1_300, true)).toEqual({ durationMs: 300 });
  expect(ttfb.running).toBe(false);
});

it('ends with the last text where none is finalized', () => {
  const ttfb = new TtfbMeasurement();
  ttfb.text(900, false);
  ttfb.begin(1_000);
  ttfb.text(1_400, false);
  expect(ttfb.finish()).toEqual({ durationMs: 400 });
});

it('is given up without a text', () => {
  const ttfb = new TtfbMeasurement();
  ttfb.begin(1_000);
  expect(ttfb.finish()).toBeUndefined();
  expect(ttfb.running).toBe(false);
});

it('is given up when speech begins again or is cut off', () => {
  const ttfb = new TtfbMeasurement();
  ttfb.begin(1_000);
  ttfb.reset();
  expect(ttfb.text(1_300, true)).toBeUndefined();
});

it('an end that was never begun is nothing', () => {
  expect(new TtfbMeasurement().finish()).toBeUndefined();
});

it('is never negative: an end before the start is refused and closes it', () => {
  const ttfb = new TtfbMeasurement();
  ttfb.begin(1_000);
  expect(ttfb.text(900, true)).toBe('negative');
  expect(ttfb.running).toBe(false);
});
