import type { ListenParameters, TurnInfoMessage } from '@turnstream/flux/protocol';
import type { Recording } from './corpus/load-corpus.ts';
import type { Played } from './play-recording.ts';

/** How turns of whole recordings began, were predicted and ended. Times in seconds. */
export type TurnCounts = {
  readonly audioSeconds: number;
  /** From the first energy of a turn to its `StartOfTurn`. */
  readonly startDelays: readonly number[];
  readonly turns: number;
  /** Turns that ended before the recording did. */
  readonly ended: number;
  readonly eagers: number;
  readonly confirmed: number;
  readonly retracted: number;
  /** In the turn that had the most. */
  readonly mostRetracted: number;
  /** From `EagerEndOfTurn` to the `EndOfTurn` that confirms it. */
  readonly leads: readonly number[];
  /** From speech that goes on to `TurnResumed`. */
  readonly retractionDelays: readonly number[];
};

/** Settings of a run. */
export function settingsWith(eotThreshold: number, eagerEotThreshold?: number): ListenParameters {
  return {
    model: 'flux-general-en',
    encoding: 'linear16',
    sampleRateHz: 16_000,
    eotThreshold,
    ...(eagerEotThreshold !== undefined && { eagerEotThreshold }),
  };
}

/** Counts what a server said about a recording. */
export function countTurns(recording: Recording, { messages }: Played): TurnCounts {
  const told = messages.flatMap(({ at, message }) => (message.type === 'TurnInfo' ? [{ at, message }] : []));
  const is = (event: TurnInfoMessage['event']): typeof told => told.filter(({ message }) => message.event === event);
  const eagers = is('EagerEndOfTurn');
  const outcomes = eagers.map(({ at }) => told.find((next) => next.at > at && isOutcome(next.message)));
  const kept = outcomes.flatMap((outcome, index) =>
    outcome?.message.event === 'EndOfTurn' ? [outcome.at - (eagers[index]?.at ?? 0)] : [],
  );
  const retracted = outcomes.flatMap((outcome) => (outcome?.message.event === 'TurnResumed' ? [outcome.at] : []));
  return {
    audioSeconds: recording.samples.length / 16_000,
    startDelays: startDelays(
      recording,
      is('StartOfTurn').map(({ at }) => at),
      is('EndOfTurn').map(({ at }) => at),
    ),
    turns: is('StartOfTurn').length,
    ended: is('EndOfTurn').length,
    eagers: eagers.length,
    confirmed: kept.length,
    retracted: retracted.length,
    mostRetracted: most(is('TurnResumed').map(({ message }) => message.turn_index)),
    leads: kept,
    retractionDelays: retracted.flatMap((at) => {
      const resumed = recording.speech.findLast(([start]) => start < at);
      return resumed === undefined ? [] : [at - resumed[0]];
    }),
  };
}

/** How often the most frequent value is there. */
function most(values: readonly number[]): number {
  return Math.max(0, ...values.map((value) => values.filter((other) => other === value).length));
}

function isOutcome({ event }: TurnInfoMessage): boolean {
  return event === 'EndOfTurn' || event === 'TurnResumed';
}

/** Each start against the first speech after the end before it. */
function startDelays(recording: Recording, starts: readonly number[], ends: readonly number[]): readonly number[] {
  return starts.flatMap((at) => {
    const before = ends.findLast((end) => end < at) ?? 0;
    const first = recording.speech.find(([start, end]) => start >= before - 0.05 && end > before && start < at);
    return first === undefined ? [] : [at - first[0]];
  });
}

/** Several recordings together. */
export function addCounts(all: readonly TurnCounts[]): TurnCounts {
  const sum = (of: (each: TurnCounts) => number): number => all.reduce((total, each) => total + of(each), 0);
  return {
    audioSeconds: sum((each) => each.audioSeconds),
    startDelays: all.flatMap((each) => each.startDelays),
    turns: sum((each) => each.turns),
    ended: sum((each) => each.ended),
    eagers: sum((each) => each.eagers),
    confirmed: sum((each) => each.confirmed),
    retracted: sum((each) => each.retracted),
    mostRetracted: Math.max(0, ...all.map((each) => each.mostRetracted)),
    leads: all.flatMap((each) => each.leads),
    retractionDelays: all.flatMap((each) => each.retractionDelays),
  };
}
