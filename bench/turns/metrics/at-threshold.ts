import { draw, middle } from './bootstrap.ts';
import type { Interval } from './bootstrap.ts';
import { cutShare } from './policy-sweep.ts';
import type { Sweep } from './policy-sweep.ts';
import type { ScoredSpan } from './scored-span.ts';

/** The server's default `eot_timeout_ms`. */
const TIMEOUT_SECONDS = 5;
const RESAMPLES = 1_000;

/** What one value of `eot_threshold` means. */
export type AtThreshold = {
  readonly threshold: number;
  readonly holds: number;
  readonly cut: number;
  readonly cutNatural: number;
  readonly cutAnchored: number;
  readonly cutAnchoredInterval: Interval;
  readonly ends: number;
  /** Ends that the score found, the others wait for the timeout. */
  readonly detected: number;
  readonly meanLatency: number;
  readonly p50: number;
  readonly p90: number;
};

/** The first step whose score reaches the threshold, as the server decides; the timeout of 5 s otherwise. */
export function atThreshold(spans: readonly ScoredSpan[], threshold: number, random: () => number): AtThreshold {
  const fired = spans.map(({ span, steps }) => ({
    span,
    fire: steps.find(({ score }) => score >= threshold)?.at ?? TIMEOUT_SECONDS,
  }));
  const holds = fired.filter(({ span }) => span.kind === 'hold');
  const ends = fired.filter(({ span }) => span.kind === 'end').map(({ fire }) => fire);
  const sorted = ends.toSorted((a, b) => a - b);
  const speakers = [...new Set(holds.map(({ span }) => span.speaker))];
  const bySpeaker = (share: (each: (typeof holds)[number]) => number): Float64Array =>
    Float64Array.from(speakers, (speaker) =>
      holds.filter(({ span }) => span.speaker === speaker).reduce((sum, each) => sum + share(each), 0),
    );
  const counts = bySpeaker(() => 1);
  const cuts = bySpeaker(({ fire }) => cutShare(0, fire, 'anchored'));
  const fake: Sweep = { speakers, holds: counts, ends: counts, sums: [], policies: [] };
  const resampled = Array.from({ length: speakers.length === 0 ? 0 : RESAMPLES }, () => {
    const weights = draw(fake, random);
    return dot(cuts, weights) / dot(counts, weights);
  });
  const cut = holds.filter(({ span, fire }) => cutShare(span.end - span.start, fire, 'natural') === 1).length;
  return {
    threshold,
    holds: holds.length,
    cut,
    cutNatural: cut / holds.length,
    cutAnchored: dot(cuts, new Float64Array(speakers.length).fill(1)) / holds.length,
    cutAnchoredInterval: middle(resampled),
    ends: ends.length,
    detected: ends.filter((fire) => fire < TIMEOUT_SECONDS).length,
    meanLatency: ends.reduce((sum, fire) => sum + fire, 0) / ends.length,
    p50: sorted[Math.floor(sorted.length * 0.5)] ?? NaN,
    p90: sorted[Math.floor(sorted.length * 0.9)] ?? NaN,
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
