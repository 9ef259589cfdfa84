import type { Span } from '../corpus/span.ts';

/** Seconds of silence at which scores are read: every 0.1 s. */
export const GRID: readonly number[] = Array.from({ length: 35 }, (_, index) => (index + 1) / 10);

/** What a detector said in the silence of a span. */
export type ScoredSpan = {
  readonly span: Span;
  /** The score at each place of {@link GRID}. */
  readonly grid: readonly number[];
  /** Every step in the silence: seconds since its start, and the score. */
  readonly steps: readonly { readonly at: number; readonly score: number }[];
};

/** Reads a score on the grid: the latest one whose audio had been heard. */
export function onGrid(span: Span, steps: ScoredSpan['steps']): ScoredSpan {
  const grid = GRID.map((at) => steps.findLast((step) => step.at <= at + 1e-6)?.score ?? 0);
  return { span, grid, steps: steps.filter(({ at }) => at > 0) };
}
