import type { TurnEvent } from '@turnstream/flux';
import type { LabelledTurn } from './labelled-recordings.ts';

/** What ends of turns came to, over one recording or many. */
export type Score = {
  readonly turns: number;
  /** Turns with an end decided inside them: the speaker was cut off. */
  readonly cutTurns: number;
  /** Turns with a pause behind them in which they can be answered. */
  readonly answerable: number;
  /** Those of them that were not answered before the next one began. */
  readonly late: number;
  /** From the end of speech to the moment, for the others. */
  readonly latenciesMs: readonly number[];
};

/** A turn can be answered when nobody speaks for so long after it. */
const ANSWERABLE_GAP_SECONDS = 1;
/** Labels and voice activity agree to about this. */
const TOLERANCE_SECONDS = 0.15;

/**
 * Scores moments (ends, or first tokens) against the labels.
 * @param endsSeconds when turns were ended
 * @param momentsSeconds what is measured
 */
export function scoreTurns(
  turns: readonly LabelledTurn[],
  endsSeconds: readonly number[],
  momentsSeconds: readonly number[],
): Score {
  let [cutTurns, answerable, late] = [0, 0, 0];
  const latenciesMs: number[] = [];
  for (const [index, { startSeconds, endSeconds }] of turns.entries()) {
    if (endsSeconds.some((end) => end > startSeconds && end < endSeconds - TOLERANCE_SECONDS)) cutTurns += 1;
    const next = turns[index + 1]?.startSeconds ?? Infinity;
    if (next - endSeconds < ANSWERABLE_GAP_SECONDS) continue;
    answerable += 1;
    const moment = momentsSeconds.find((at) => at >= endSeconds - TOLERANCE_SECONDS && at < next);
    if (moment === undefined) late += 1;
    else latenciesMs.push((moment - endSeconds) * 1_000);
  }
  return { turns: turns.length, cutTurns, answerable, late, latenciesMs };
}

/** The scores of several recordings as one. */
export function sumScores(scores: readonly Score[]): Score {
  const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
  return {
    turns: sum(({ turns }) => turns),
    cutTurns: sum(({ cutTurns }) => cutTurns),
    answerable: sum(({ answerable }) => answerable),
    late: sum(({ late }) => late),
    latenciesMs: scores.flatMap(({ latenciesMs }) => latenciesMs).toSorted((one, other) => one - other),
  };
}

/** When turns ended, but for those that the end of the recording ended. */
export function endsOf(events: readonly TurnEvent[]): readonly number[] {
  return events.flatMap((event) => (event.type === 'turn-end' && event.reason !== 'stopped' ? [event.endSeconds] : []));
}

/** The value below which this share of the sorted values lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
