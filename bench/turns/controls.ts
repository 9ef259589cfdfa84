import type { TurnObservation } from '@turnstream/engine';
import { scoreSpan } from './detectors/detectors.ts';
import type { Detector, ObservedSpan } from './detectors/detectors.ts';
import { headline } from './metrics/headline.ts';
import type { Headline } from './metrics/headline.ts';
import { DELAYS, TIMEOUTS, sweepPolicies, sweepTimer } from './metrics/policy-sweep.ts';
import type { ScoredSpan } from './metrics/scored-span.ts';

const SHUFFLES = 40;

/** Something that must hold of the bench itself, and what was found. */
export type Control = { readonly name: string; readonly passes: boolean; readonly found: string };

/** Makes scores of the same value everywhere, or of the time that has passed since the turn began. */
const CONSTANT: Detector = {
  name: 'constant',
  says: 'the same score everywhere',
  score: ({ observations }) => observations.map(() => 0.5),
};
const ELAPSED: Detector = {
  name: 'elapsed',
  says: 'only the time since the turn began',
  score: ({ observations }) => observations.map(({ audioEndSeconds }) => Math.min(1, audioEndSeconds / 60)),
};

/** A constant score can only act by its delay and its timeout: it must do what the timer does at those durations. */
export function constantIsTimer(observed: readonly ObservedSpan[]): Control {
  const spans = observed.map((each) => scoreSpan(CONSTANT, each));
  const durations = [...new Set([...DELAYS, ...TIMEOUTS])].toSorted((a, b) => a - b);
  const own = headline(sweepPolicies(spans, 'anchored'));
  const timer = headline(sweepTimer(spans, 'anchored', durations));
  const passes = Object.values(own).every(
    (value, index) => Math.abs(value - (Object.values(timer)[index] ?? NaN)) < 1e-9,
  );
  return { name: 'a constant score equals the timer', passes, found: `${show(own)}; timer ${show(timer)}` };
}

/**
 * With the scores dealt out anew among all silences, a detector must on average gain nothing over the best that a constant score
 * does: what it gains is what choosing the policy afterwards is worth.
 */
export function shuffledGainsNothing(spans: readonly ScoredSpan[], random: () => number): Control {
  const timer = headline(sweepTimer(spans, 'anchored')).cutsAt300Ms;
  const shuffled = Array.from({ length: SHUFFLES }, () => {
    const order = spans.map((_, index) => index);
    for (let index = order.length - 1; index > 0; index -= 1) {
      const other = Math.floor(random() * (index + 1));
      [order[index], order[other]] = [order[other] ?? 0, order[index] ?? 0];
    }
    const dealt = spans.map((scored, index) => ({ ...scored, grid: spans[order[index] ?? 0]?.grid ?? scored.grid }));
    return headline(sweepPolicies(dealt, 'anchored')).cutsAt300Ms;
  });
  const mean = shuffled.reduce((sum, cuts) => sum + cuts, 0) / shuffled.length;
  return {
    name: 'shuffled labels gain nothing',
    passes: mean > timer - 0.05,
    found: `cuts at 300 ms ${percent(mean)} on average of ${SHUFFLES} shuffles; timer ${percent(timer)}`,
  };
}

/** In recordings of one turn the end is always last; a detector must not be able to live on that. */
export function elapsedGainsNothing(observed: readonly ObservedSpan[]): Control {
  const spans = observed.map((each) => scoreSpan(ELAPSED, each));
  const own = headline(sweepPolicies(spans, 'anchored'));
  const timer = headline(sweepTimer(spans, 'anchored'));
  return {
    name: 'elapsed time alone gains nothing',
    passes: own.cutsAt300Ms > timer.cutsAt300Ms - 0.05 && own.latencyAt5Percent > timer.latencyAt5Percent - 0.1,
    found: `${show(own)}; timer ${show(timer)}`,
  };
}

/** What was observed up to a cut must not depend on whether there was audio after it. */
export function laterAudioChangesNothing(
  pairs: readonly { readonly whole: readonly TurnObservation[]; readonly cut: readonly TurnObservation[] }[],
): Control {
  const different = pairs.filter(
    ({ whole, cut }) => JSON.stringify(whole.slice(0, cut.length)) !== JSON.stringify(cut),
  ).length;
  return {
    name: 'audio after t does not change the score at t',
    passes: different === 0 && pairs.length > 0,
    found: `${pairs.length - different} of ${pairs.length} cuts the same, observation by observation`,
  };
}

function show({ cutsAt300Ms, latencyAt5Percent }: Headline): string {
  return `${percent(cutsAt300Ms)} at 300 ms, ${latencyAt5Percent.toFixed(2)} s at 5 %`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
