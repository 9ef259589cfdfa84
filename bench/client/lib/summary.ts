import { median } from './quantile.ts';
import type { ClientName, RunResult } from './run.ts';

/** One run, with where it belongs. */
export type Measured = {
  readonly round: number;
  readonly client: ClientName;
  readonly sessions: number;
  readonly result: RunResult;
};

/** One client at one number of sessions: medians over the rounds, and of ratios and differences within a round. */
export type Summary = {
  readonly client: ClientName;
  readonly sessions: number;
  readonly rounds: number;
  readonly cpuMicrosecondsPerFrame: number;
  readonly leastCpuMicrosecondsPerFrame: number;
  readonly mostCpuMicrosecondsPerFrame: number;
  /** The pace left out of both. */
  readonly cpuOfBare80: number;
  readonly cpuOfBare20: number;
  readonly latencyMedianMs: number;
  readonly latencyP99Ms: number;
  readonly addedMedianMs: number;
  readonly addedP99Ms: number;
  readonly residentMegabytes: number;
};

/** A promise of the design and what was measured of it. */
export type Budget = {
  readonly name: string;
  readonly sessions: number;
  readonly value: number;
  readonly limit: number;
  readonly met: boolean;
};

/** Sums up the runs, one line for each client and number of sessions. */
export function summarise(runs: readonly Measured[]): readonly Summary[] {
  // What the pace costs is in every figure and part of no client: a ratio with it would flatter the dearer one.
  const paceCpu = new Map(
    runs
      .filter(({ client }) => client === 'none')
      .map(({ round, sessions, result }) => [`${sessions} ${round}`, result.cpuMicrosecondsPerFrame]),
  );
  const cpuOf = ({ round, sessions, result }: Measured): number =>
    result.cpuMicrosecondsPerFrame - (paceCpu.get(`${sessions} ${round}`) ?? 0);
  const cpuRatio = (one: Measured, bare: Measured): number => cpuOf(one) / cpuOf(bare);
  const keys = new Set(runs.map(({ client, sessions }) => `${sessions} ${client}`));
  return [...keys].map((key) => {
    const own = runs.filter(({ client, sessions }) => `${sessions} ${client}` === key);
    const cpu = own.map(({ result }) => result.cpuMicrosecondsPerFrame);
    return {
      client: own[0]?.client ?? 'none',
      sessions: own[0]?.sessions ?? 0,
      rounds: own.length,
      cpuMicrosecondsPerFrame: median(cpu),
      leastCpuMicrosecondsPerFrame: Math.min(...cpu),
      mostCpuMicrosecondsPerFrame: Math.max(...cpu),
      cpuOfBare80: against(runs, own, 'ws-80ms', cpuRatio),
      cpuOfBare20: against(runs, own, 'ws-20ms', cpuRatio),
      latencyMedianMs: median(own.map(({ result }) => result.latency.medianMs)),
      latencyP99Ms: median(own.map(({ result }) => result.latency.p99Ms)),
      addedMedianMs: against(
        runs,
        own,
        'ws-80ms',
        ({ result: one }, { result: bare }) => one.latency.medianMs - bare.latency.medianMs,
      ),
      addedP99Ms: against(
        runs,
        own,
        'ws-80ms',
        ({ result: one }, { result: bare }) => one.latency.p99Ms - bare.latency.p99Ms,
      ),
      residentMegabytes: median(own.map(({ result }) => result.residentMegabytes)),
    };
  });
}

/** The budgets of our own client. */
export function judge(summaries: readonly Summary[]): readonly Budget[] {
  return summaries
    .filter(({ client }) => client === 'turnstream')
    .flatMap(({ sessions, cpuOfBare80, cpuOfBare20, addedMedianMs, addedP99Ms }) => [
      budget('CPU of a bare ws client at 80 ms', sessions, cpuOfBare80, 1.3),
      budget('CPU of a bare ws client at 20 ms', sessions, cpuOfBare20, 1),
      budget('latency added, median, ms', sessions, addedMedianMs, 0.1),
      budget('latency added, p99, ms', sessions, addedP99Ms, 1),
    ]);
}

function budget(name: string, sessions: number, value: number, limit: number): Budget {
  return { name, sessions, value, limit, met: value <= limit };
}

/** The median over the rounds of a comparison with the bare client of the same round. */
function against(
  runs: readonly Measured[],
  own: readonly Measured[],
  bare: ClientName,
  compare: (one: Measured, bare: Measured) => number,
): number {
  const compared = own.flatMap((run) => {
    const other = runs.find(
      ({ client, round, sessions }) => client === bare && round === run.round && sessions === run.sessions,
    );
    return other === undefined ? [] : [compare(run, other)];
  });
  return median(compared);
}
