import { quantile } from '../client/lib/quantile.ts';
import { addErrors, errorRate, NO_ERRORS } from '../speech/word-errors.ts';
import { delaysOfAffectedEnds } from './affected-ends.ts';
import { textOf, type CallResult } from './call.ts';
import { PLACED, type Placement } from './placement.ts';
import { clipErrors, rise, riseInterval } from './rise.ts';

/** The calls of one placement at one rate, against the same audio undisturbed. */
export type Row = {
  readonly placement: Placement;
  /** Times real time; `Infinity` is written as `null` in JSON. */
  readonly rate: number;
  readonly calls: number;
  readonly drops: number;
  /** Connections that sessions replaced by themselves, because the server did not answer in time. */
  readonly replaced: number;
  readonly words: number;
  readonly errorsWithout: number;
  readonly errorsWith: number;
  /** Percentage points, and the middle 95 % of them when recordings are drawn anew. */
  readonly risePoints: number;
  readonly riseInterval: readonly [low: number, high: number];
  readonly turns: number;
  readonly endReasons: Readonly<Record<string, number>>;
  readonly affectedEnds: number;
  readonly delayP50Seconds: number;
  readonly delayP90Seconds: number;
  readonly delayMaxSeconds: number;
  /** How long after its last word a turn ended, in the calls without drops. */
  readonly undisturbedP50Seconds: number;
  readonly undisturbedP90Seconds: number;
  readonly peakSecondsPerSecond: number;
  readonly replayedSeconds: number;
  readonly skippedSeconds: number;
  readonly lostSeconds: number;
  readonly uncountedSeconds: number;
  readonly stoodStillSeconds: number;
  readonly broken: readonly string[];
};

/** Sums up the disturbed calls, the random ones first. */
export function makeRows(results: readonly CallResult[]): readonly Row[] {
  const undisturbed = results.filter(({ order }) => order.placement === 'none');
  const rows: Row[] = [];
  for (const placement of ['random', ...PLACED] as const) {
    for (const rate of [1.25, Infinity]) {
      const own = results.filter(({ order }) => order.placement === placement && order.rate === rate);
      if (own.length > 0) rows.push(makeRow(placement, rate, own, undisturbed));
    }
  }
  return rows;
}

function makeRow(
  placement: Placement,
  rate: number,
  results: readonly CallResult[],
  undisturbed: readonly CallResult[],
): Row {
  const pairs = results.flatMap((disturbed) => {
    const { stream, phaseSamples } = disturbed.order;
    const peer = undisturbed.find(({ order }) => order.stream === stream && order.phaseSamples === phaseSamples);
    return peer === undefined ? [] : [{ disturbed, peer }];
  });
  const clips = clipErrors(
    pairs.map(({ disturbed, peer }) => ({
      stream: peer.order.stream,
      before: textOf(peer),
      after: textOf(disturbed),
    })),
  );
  const errors = sumErrors(results);
  const before = sumErrors(pairs.map(({ peer }) => peer));
  const ends = results.flatMap((result) => result.ends);
  const endReasons: Record<string, number> = {};
  for (const { reason } of ends) endReasons[reason] = (endReasons[reason] ?? 0) + 1;
  const delays = pairs
    .flatMap(({ disturbed, peer }) => delaysOfAffectedEnds(disturbed, peer))
    .toSorted((one, other) => one - other);
  const waits = undisturbed
    .flatMap((result) => result.ends.map(({ at, heardTo }) => at - heardTo))
    .toSorted((one, other) => one - other);
  const total = (value: (result: CallResult) => number): number => results.reduce((sum, each) => sum + value(each), 0);
  const most = (value: (result: CallResult) => number): number => Math.max(...results.map(value));
  return {
    placement,
    rate,
    calls: results.length,
    drops: total(({ drops }) => drops.length),
    replaced: total(({ replaced }) => replaced),
    words: errors.words,
    errorsWithout: errorRate(before),
    errorsWith: errorRate(errors),
    risePoints: rise(clips),
    riseInterval: riseInterval(clips),
    turns: ends.length,
    endReasons,
    affectedEnds: delays.length,
    delayP50Seconds: quantile(delays, 0.5),
    delayP90Seconds: quantile(delays, 0.9),
    delayMaxSeconds: quantile(delays, 1),
    undisturbedP50Seconds: quantile(waits, 0.5),
    undisturbedP90Seconds: quantile(waits, 0.9),
    peakSecondsPerSecond: most((result) => result.peakSecondsPerSecond),
    replayedSeconds: total(({ usage }) => usage.replayedSeconds),
    skippedSeconds: total(({ usage }) => usage.skippedSeconds),
    lostSeconds: total(({ usage }) => usage.lostSeconds),
    uncountedSeconds: total(({ uncountedSeconds }) => Math.max(0, uncountedSeconds)),
    stoodStillSeconds: total(({ stoodStillSeconds }) => stoodStillSeconds),
    broken: results.flatMap((result) => result.broken),
  };
}

function sumErrors(results: readonly CallResult[]): typeof NO_ERRORS {
  return results.reduce((sum, { errors }) => addErrors(sum, errors), NO_ERRORS);
}

/** The rows as a Markdown table. */
export function rowTable(rows: readonly Row[]): string {
  const head = [
    'drops placed',
    'rate',
    'drops',
    'words',
    'errors without',
    'errors with',
    'rise, points (95 %)',
    'turns, each ended once',
    'delay of affected ends p50 / p90 / max',
    'most in a second',
    'replayed',
    'lost, counted',
    'lost, uncounted',
  ];
  const lines = rows.map((row) => [
    row.placement,
    row.rate === Infinity ? 'unlimited' : String(row.rate),
    String(row.drops),
    String(row.words),
    percent(row.errorsWithout),
    percent(row.errorsWith),
    `${row.risePoints.toFixed(2)} (${row.riseInterval.map((points) => points.toFixed(1)).join(' to ')})`,
    `${row.turns}${row.broken.length === 0 ? '' : ' BROKEN'}`,
    `${seconds(row.delayP50Seconds)} / ${seconds(row.delayP90Seconds)} / ${seconds(row.delayMaxSeconds)} (${row.affectedEnds})`,
    seconds(row.peakSecondsPerSecond),
    seconds(row.replayedSeconds),
    seconds(row.lostSeconds),
    seconds(row.uncountedSeconds),
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function seconds(value: number): string {
  // No minus before a nought.
  return `${(Math.round(value * 100) / 100 + 0).toFixed(2)} s`;
}
