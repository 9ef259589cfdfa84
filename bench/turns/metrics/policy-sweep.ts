import { pausesLongerThan } from './pause-law.ts';
import { GRID } from './scored-span.ts';
import type { ScoredSpan } from './scored-span.ts';

/** How a pause counts as cut: by its own length, or by the share of pauses that are longer than the time at which it fires. */
export type Counting = 'natural' | 'anchored';

/** A threshold, the shortest silence that is acted on, and the silence that ends a turn whatever the score. */
export type Policy = { readonly threshold: number; readonly delay: number; readonly timeout: number };

/** What a policy does to each speaker: sums over pauses and ends. */
export type SpeakerSums = { cut: Float64Array; latency: Float64Array };

/** All policies over some spans. Rows are policies, columns speakers. */
export type Sweep = {
  readonly speakers: readonly string[];
  readonly holds: Float64Array;
  readonly ends: Float64Array;
  readonly sums: readonly SpeakerSums[];
  readonly policies: readonly Policy[];
};

const THRESHOLDS = Array.from({ length: 101 }, (_, index) => index / 100);
export const DELAYS: readonly number[] = Array.from({ length: 9 }, (_, index) => (index + 2) / 10);
export const TIMEOUTS: readonly number[] = [1, 1.5, 2, 2.5, 3, 3.5];

/** The sweep of eot-bench: every threshold, delay and timeout; a turn ends at the first score above the threshold. */
export function sweepPolicies(spans: readonly ScoredSpan[], counting: Counting): Sweep {
  const crossings = spans.map(({ grid }) => THRESHOLDS.map((threshold) => crossing(grid, threshold)));
  const policies: Policy[] = [];
  const fires: ((span: number) => number)[] = [];
  for (const [index, threshold] of THRESHOLDS.entries()) {
    for (const delay of DELAYS) {
      for (const timeout of TIMEOUTS) {
        policies.push({ threshold, delay, timeout });
        fires.push((span) => Math.min(timeout, Math.max(delay, crossings[span]?.[index] ?? Infinity)));
      }
    }
  }
  return collect(spans, counting, policies, fires);
}

/** The silence timer beside it, at every tenth of a second or at the given ones. */
export function sweepTimer(
  spans: readonly ScoredSpan[],
  counting: Counting,
  durations: readonly number[] = GRID.filter((at) => at >= 0.2),
): Sweep {
  const policies = durations.map((timeout) => ({ threshold: 1, delay: timeout, timeout }));
  return collect(
    spans,
    counting,
    policies,
    durations.map((duration) => () => duration),
  );
}

/** What some policies do, each given by when it fires in a span. */
export function collect(
  spans: readonly ScoredSpan[],
  counting: Counting,
  policies: readonly Policy[],
  fires: readonly ((span: number) => number)[],
): Sweep {
  const speakers = [...new Set(spans.map(({ span }) => span.speaker))].toSorted();
  const columns = spans.map(({ span }) => speakers.indexOf(span.speaker));
  const holds = new Float64Array(speakers.length);
  const ends = new Float64Array(speakers.length);
  for (const [index, { span }] of spans.entries()) {
    const counts = span.kind === 'hold' ? holds : ends;
    counts[columns[index] ?? 0] = (counts[columns[index] ?? 0] ?? 0) + 1;
  }
  const sums = fires.map((fireOf): SpeakerSums => {
    const cut = new Float64Array(speakers.length);
    const latency = new Float64Array(speakers.length);
    for (const [index, { span }] of spans.entries()) {
      const column = columns[index] ?? 0;
      const fire = fireOf(index);
      if (span.kind === 'end') latency[column] = (latency[column] ?? 0) + fire;
      else cut[column] = (cut[column] ?? 0) + cutShare(span.end - span.start, fire, counting);
    }
    return { cut, latency };
  });
  return { speakers, holds, ends, sums, policies };
}

/** Whether a pause of this length is cut, or how many of all pauses would be. */
export function cutShare(length: number, fire: number, counting: Counting): number {
  if (counting === 'anchored') return pausesLongerThan(fire);
  return length > fire + 1e-9 ? 1 : 0;
}

function crossing(grid: readonly number[], threshold: number): number {
  const index = grid.findIndex((score) => score > threshold);
  return index === -1 ? Infinity : (GRID[index] ?? Infinity);
}
