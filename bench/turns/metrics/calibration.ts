import { PRIOR, pausesLongerThan } from './pause-law.ts';
import { GRID } from './scored-span.ts';
import type { ScoredSpan } from './scored-span.ts';

/** Silences after which calibration is looked at, in seconds. */
export const AGES: readonly number[] = [0.2, 0.5, 1];
const BINS = 5;

/** How far scores are from what happened, at one age of the silence. */
export type Calibration = {
  readonly age: number;
  readonly brier: number;
  /** Of a score that only knows how many silences of this age are ends. */
  readonly brierOfShare: number;
  readonly expectedError: number;
  readonly bins: readonly { readonly score: number; readonly share: number; readonly count: number }[];
};

/**
 * Compares scores with what happened. Pauses count by how many of them last this long under the pause law, ends by the
 * prior of 0.36 at 0.2 s, so that the answer does not depend on how many of each the corpus has.
 */
export function calibrate(spans: readonly ScoredSpan[], age: number): Calibration {
  const place = GRID.findIndex((at) => Math.abs(at - age) < 1e-6);
  const holds = spans.filter(({ span }) => span.kind === 'hold').length;
  const ends = spans.length - holds;
  const points = spans.map(({ span, grid }) => ({
    score: grid[place] ?? 0,
    is: span.kind === 'end' ? 1 : 0,
    weight: span.kind === 'end' ? PRIOR / ends : ((1 - PRIOR) * pausesLongerThan(age)) / holds,
  }));
  const total = sum(points.map(({ weight }) => weight));
  const mean = sum(points.map(({ is, weight }) => is * weight)) / total;
  const sorted = points.toSorted((a, b) => a.score - b.score);
  const bins: (typeof points)[] = Array.from({ length: BINS }, () => []);
  let before = 0;
  for (const point of sorted) {
    bins[Math.min(BINS - 1, Math.floor((before / total) * BINS))]?.push(point);
    before += point.weight;
  }
  const described = bins
    .filter((bin) => bin.length > 0)
    .map((bin) => {
      const weight = sum(bin.map((point) => point.weight));
      return {
        score: sum(bin.map((point) => point.score * point.weight)) / weight,
        share: sum(bin.map((point) => point.is * point.weight)) / weight,
        count: bin.length,
        weight,
      };
    });
  return {
    age,
    brier: sum(points.map(({ score, is, weight }) => weight * (score - is) ** 2)) / total,
    brierOfShare: mean * (1 - mean),
    expectedError: sum(described.map(({ score, share, weight }) => weight * Math.abs(score - share))) / total,
    bins: described,
  };
}

/** Area under the curve at one age: how often an end scores above a pause. */
export function areaUnderCurve(spans: readonly ScoredSpan[], age: number): number {
  const place = GRID.findIndex((at) => Math.abs(at - age) < 1e-6);
  const scores = (kind: string): readonly number[] =>
    spans.filter(({ span }) => span.kind === kind).map(({ grid }) => grid[place] ?? 0);
  const [ends, holds] = [scores('end'), scores('hold')];
  const wins = ends.flatMap((end) => holds.map((hold) => (end > hold ? 1 : end === hold ? 0.5 : 0)));
  return sum(wins) / wins.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
