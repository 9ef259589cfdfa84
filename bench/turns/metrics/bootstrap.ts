import { headline } from './headline.ts';
import type { Headline, Weights } from './headline.ts';
import type { Sweep } from './policy-sweep.ts';

const RESAMPLES = 200;

/** The middle 95 % of what resampling gave. */
export type Interval = readonly [low: number, high: number];

/** How a headline number moves when speakers are drawn anew, for one detector and for the difference of two. */
export type Bootstrapped = {
  readonly [Name in keyof Headline]: { readonly own: Interval; readonly difference: Interval };
};

/** Draws speakers with replacement, the same draw for both sweeps, and compares the headlines. `other` is subtracted. */
export function pairedBootstrap(sweep: Sweep, other: Sweep, random: () => number): Bootstrapped {
  const draws = Array.from({ length: RESAMPLES }, () => draw(sweep, random));
  const own = draws.map((weights) => headline(sweep, weights));
  const theirs = draws.map((weights) => headline(other, weights));
  const of = (name: keyof Headline): Bootstrapped[keyof Headline] => ({
    own: middle(own.map((each) => each[name])),
    difference: middle(own.map((each, index) => each[name] - (theirs[index]?.[name] ?? 0))),
  });
  return {
    cutsAt300Ms: of('cutsAt300Ms'),
    cutsAt600Ms: of('cutsAt600Ms'),
    latencyAt5Percent: of('latencyAt5Percent'),
    latencyAt10Percent: of('latencyAt10Percent'),
  };
}

/** How often each speaker was drawn; at least one pause and one end are in every draw. */
export function draw(sweep: Sweep, random: () => number): Weights {
  const count = sweep.speakers.length;
  for (;;) {
    const weights = new Float64Array(count);
    for (let index = 0; index < count; index += 1) {
      const drawn = Math.floor(random() * count);
      weights[drawn] = (weights[drawn] ?? 0) + 1;
    }
    const has = (counts: Float64Array): boolean => counts.some((value, index) => value * (weights[index] ?? 0) > 0);
    if (has(sweep.holds) && has(sweep.ends)) return weights;
  }
}

/** The middle 95 %; values that do not exist come last. */
export function middle(values: readonly number[]): Interval {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return [at(0.025), at(0.975)];
}

/** Numbers in 0..1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
