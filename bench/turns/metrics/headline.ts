import type { Policy, Sweep } from './policy-sweep.ts';

/** The four numbers of the field: best policy of a sweep under a limit. */
export type Headline = {
  readonly cutsAt300Ms: number;
  readonly cutsAt600Ms: number;
  readonly latencyAt5Percent: number;
  readonly latencyAt10Percent: number;
};

/** How often each speaker counts; all once, unless resampled. */
export type Weights = Float64Array;

/** One point of a sweep. */
export type Outcome = { readonly cuts: number; readonly latency: number; readonly policy: Policy };

const ROUNDING = 1e-9;

/** What each policy does. */
export function outcomes(sweep: Sweep, weights: Weights = once(sweep)): readonly Outcome[] {
  const holds = weighted(sweep.holds, weights);
  const ends = weighted(sweep.ends, weights);
  return sweep.sums.map(({ cut, latency }, index) => ({
    cuts: weighted(cut, weights) / holds,
    latency: weighted(latency, weights) / ends,
    policy: sweep.policies[index] ?? { threshold: 1, delay: 1, timeout: 1 },
  }));
}

/** The four numbers of a sweep. They choose their policy on the data they are measured on, as the field does. */
export function headline(sweep: Sweep, weights: Weights = once(sweep)): Headline {
  const holds = weighted(sweep.holds, weights);
  const ends = weighted(sweep.ends, weights);
  let [cutsAt300Ms, cutsAt600Ms, latencyAt5Percent, latencyAt10Percent] = [1, 1, Infinity, Infinity];
  for (const { cut, latency } of sweep.sums) {
    const cuts = weighted(cut, weights) / holds;
    const seconds = weighted(latency, weights) / ends;
    if (seconds <= 0.3 + ROUNDING) cutsAt300Ms = Math.min(cutsAt300Ms, cuts);
    if (seconds <= 0.6 + ROUNDING) cutsAt600Ms = Math.min(cutsAt600Ms, cuts);
    if (cuts <= 0.05 + ROUNDING) latencyAt5Percent = Math.min(latencyAt5Percent, seconds);
    if (cuts <= 0.1 + ROUNDING) latencyAt10Percent = Math.min(latencyAt10Percent, seconds);
  }
  return { cutsAt300Ms, cutsAt600Ms, latencyAt5Percent, latencyAt10Percent };
}

/** Every speaker once. */
export function once({ speakers }: Sweep): Weights {
  return new Float64Array(speakers.length).fill(1);
}

function weighted(values: Float64Array, weights: Weights): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += (values[index] ?? 0) * (weights[index] ?? 0);
  return sum;
}
