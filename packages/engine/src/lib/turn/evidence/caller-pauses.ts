import { PAUSE_FLOOR_SECONDS, PAUSE_SHAPE } from '../silence-hazard.ts';
import type { TurnEvidence, TurnObservation } from '../turn-detector.ts';

/** The law of all callers counts as much as this many pauses of this caller. */
const PRIOR_PAUSES = 8;
/** Older pauses fade, so that the memory holds about this many and a caller may change. */
const MOST_PAUSES = 40;
/** Shapes beyond which nobody is believed to be. */
const SLOWEST_SHAPE = 0.9;
const QUICKEST_SHAPE = 2;
/** Silence after which most turns end at the default threshold: longer pauses are seldom seen. */
const USUAL_END_SECONDS = 0.52;
/** Steps are sums of fractions. */
const SLACK_SECONDS = 0.001;

/** What is remembered of a caller: sums over pauses inside turns, each as the logarithm of its length over the shortest. */
export type CallerPauses = {
  readonly count: number;
  readonly sum: number;
  /** The longest silence so far, resumed or not: longer pauses would have ended the turn and were not seen. */
  readonly longest: number;
};

/** Nothing is known of the caller. */
export const NO_PAUSES: CallerPauses = { count: 0, sum: 0, longest: Math.log(USUAL_END_SECONDS / PAUSE_FLOOR_SECONDS) };

type Memory = {
  readonly pauses: CallerPauses;
  /** The silence under way after words. */
  readonly silence: { readonly sinceSeconds: number; readonly seconds: number } | undefined;
};

const NEW_CALLER: Memory = { pauses: NO_PAUSES, silence: undefined };

/**
 * How long this caller pauses. The shape of the pause law is learned from silences that ended in more speech of the same turn:
 * somebody who pauses longer than most is waited for longer. Its memory lives as long as the stream and is three numbers.
 */
export const CALLER_PAUSES_EVIDENCE: TurnEvidence = {
  name: 'caller pauses',
  weigh: (observation, remembered) => {
    const memory = remember(isMemory(remembered) ? remembered : NEW_CALLER, observation);
    const { speech, transcript, silenceSeconds } = observation;
    const logOdds =
      speech || transcript === '' ? 0 : (pauseShape(memory.pauses) - PAUSE_SHAPE) * logLength(silenceSeconds);
    return { logOdds, memory };
  },
};

/** One more pause, by its length in seconds; shorter than 0.2 s it is none. */
export function withPause(pauses: CallerPauses, seconds: number): CallerPauses {
  if (seconds < PAUSE_FLOOR_SECONDS) return pauses;
  const length = logLength(seconds);
  const kept = Math.min(1, (MOST_PAUSES - 1) / Math.max(1, pauses.count));
  return {
    count: pauses.count * kept + 1,
    sum: pauses.sum * kept + length,
    longest: Math.max(pauses.longest, length),
  };
}

/**
 * The shape of this caller's pause law: the mean of its posterior under a gamma prior of the weight of {@link PRIOR_PAUSES}.
 * Pauses longer than the longest silence were never seen as pauses, since the turn ended in them. Each pause stands for
 * its share of those too; without that, quick ends would make callers seem quick, and ends quicker still.
 */
export function pauseShape({ count, sum, longest }: CallerPauses): number {
  const unseen = Math.exp(-PAUSE_SHAPE * longest);
  const hidden = count * (unseen / (1 - unseen)) * longest;
  const shape = (PRIOR_PAUSES + count) / (PRIOR_PAUSES / PAUSE_SHAPE + sum + hidden);
  return Math.max(SLOWEST_SHAPE, Math.min(QUICKEST_SHAPE, shape));
}

function remember({ pauses, silence }: Memory, { speech, transcript, ...now }: TurnObservation): Memory {
  const sinceSeconds = now.audioEndSeconds - now.silenceSeconds;
  if (transcript === '')
    return { pauses: silence === undefined ? pauses : withEnd(pauses, silence.seconds), silence: undefined };
  const resumed = silence !== undefined && (speech || sinceSeconds > silence.sinceSeconds + SLACK_SECONDS);
  return {
    pauses: resumed ? withPause(pauses, silence.seconds) : pauses,
    silence: speech ? undefined : { sinceSeconds, seconds: now.silenceSeconds },
  };
}

/** A silence in which the turn ended. */
function withEnd(pauses: CallerPauses, seconds: number): CallerPauses {
  return { ...pauses, longest: Math.max(pauses.longest, logLength(seconds)) };
}

function logLength(seconds: number): number {
  return Math.log(Math.max(PAUSE_FLOOR_SECONDS, seconds) / PAUSE_FLOOR_SECONDS);
}

function isMemory(memory: unknown): memory is Memory {
  return typeof memory === 'object' && memory !== null && 'pauses' in memory;
}
