import { outcomes } from './headline.ts';
import { GRID } from './scored-span.ts';
import type { ScoredSpan } from './scored-span.ts';
import { TIMEOUTS, collect, sweepPolicies, sweepTimer } from './policy-sweep.ts';
import type { Policy, Sweep } from './policy-sweep.ts';

/** Silences at which a policy of checkpoints looks, in seconds. */
export const CHECKPOINTS: readonly number[] = [0.3, 0.5, 1.2];
const LEVELS = Array.from({ length: 21 }, (_, index) => index / 20);

/** What a policy that was chosen on one half does there and on the other. */
export type Fitted = {
  readonly development: { readonly cuts: number; readonly latency: number };
  readonly test: { readonly cuts: number; readonly latency: number };
};

/** A family of policies, swept over some spans in the same order for all spans. */
export type Family = { readonly name: string; readonly sweep: (spans: readonly ScoredSpan[]) => Sweep };

/** What is compared: a timer, one threshold at all times, and a threshold of its own for each checkpoint. */
export const FAMILIES: readonly Family[] = [
  { name: 'silence timer', sweep: (spans) => sweepTimer(spans, 'anchored') },
  { name: 'one threshold', sweep: (spans) => sweepPolicies(spans, 'anchored') },
  { name: `a threshold at each of ${CHECKPOINTS.join(', ')} s`, sweep: sweepCheckpoints },
];

/** The policy of a family with the least latency within a budget of cuts, chosen on the development half alone. */
export function fitToBudget(
  family: Family,
  halves: { readonly development: readonly ScoredSpan[]; readonly test: readonly ScoredSpan[] },
  mostCuts: number,
): Fitted | undefined {
  const development = outcomes(family.sweep(halves.development));
  const test = outcomes(family.sweep(halves.test));
  let best: number | undefined;
  for (const [index, { cuts, latency }] of development.entries()) {
    if (cuts > mostCuts + 1e-9) continue;
    if (best === undefined || latency < (development[best]?.latency ?? Infinity)) best = index;
  }
  const [own, other] = best === undefined ? [] : [development[best], test[best]];
  return own === undefined || other === undefined ? undefined : { development: own, test: other };
}

/** A turn ends at the first checkpoint whose score is above its own threshold, or by the timeout. */
function sweepCheckpoints(spans: readonly ScoredSpan[]): Sweep {
  const places = CHECKPOINTS.map((at) => GRID.findIndex((place) => Math.abs(place - at) < 1e-6));
  const scores = spans.map(({ grid }) => places.map((place) => grid[place] ?? 0));
  const thresholds = CHECKPOINTS.reduce<readonly (readonly number[])[]>(
    (lists) => lists.flatMap((list) => LEVELS.map((level) => [...list, level])),
    [[]],
  );
  const policies: Policy[] = [];
  const fires: ((span: number) => number)[] = [];
  for (const list of thresholds) {
    for (const timeout of TIMEOUTS.filter((seconds) => seconds > 1.2)) {
      policies.push({ threshold: NaN, delay: CHECKPOINTS[0] ?? 0, timeout });
      fires.push((span) => {
        const index = list.findIndex((threshold, at) => (scores[span]?.[at] ?? 0) > threshold);
        return CHECKPOINTS[index] ?? timeout;
      });
    }
  }
  return collect(spans, 'anchored', policies, fires);
}
