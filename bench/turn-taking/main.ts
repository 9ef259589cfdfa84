/**
 * What each preset of turn taking costs and gains on recordings with labelled turns.
 *
 *     npm run bench:turn-taking
 *
 * Every recording goes through a session to the local server of this process, once for each preset, as fast as the server takes it; the
 * figures are in audio time, so they are the same at every speed. The table goes to stdout, progress to stderr.
 */
import { turnPresets, type TurnEvent, type TurnPreset } from '@turnstream/flux';
import { hearTurns } from './hear-turns.ts';
import { openBench } from './open-bench.ts';
import { endsOf, quantile, scoreTurns, sumScores, type Score } from './score-turns.ts';

await using bench = await openBench();

const rows: string[] = [];
for (const [name, preset] of Object.entries(turnPresets)) {
  const scores: Score[] = [];
  const leadsMs: number[] = [];
  let [predictions, wrong] = [0, 0];
  for (const recording of bench.recordings) {
    console.error(`${name}: ${recording.name}`);
    const events = await hearTurns(recording.samples, bench.url, preset);
    const ends = endsOf(events);
    scores.push(scoreTurns(recording.turns, ends, ends));
    leadsMs.push(...leadsOf(events));
    predictions += events.filter(({ type }) => type === 'turn-eager').length;
    wrong += events.filter(({ type }) => type === 'turn-resumed').length;
  }
  rows.push(
    rowOf(
      name,
      preset,
      sumScores(scores),
      leadsMs.toSorted((one, other) => one - other),
      predictions,
      wrong,
    ),
  );
}
console.log(
  [
    '| preset | `eotThreshold` | `eagerEotThreshold` | `eotTimeoutMs` | turns cut off | end after speech: median | 90 % | not ended before the next turn | predicted before the end by: median | predictions taken back, for each turn |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n'),
);
const turns = bench.recordings.reduce((sum, recording) => sum + recording.turns.length, 0);
console.log(`\n${bench.recordings.length} recordings, ${turns} turns.`);

/** How long before their end the confirmed predictions came. */
function leadsOf(events: readonly TurnEvent[]): readonly number[] {
  let eagerSeconds = 0;
  return events.flatMap((event) => {
    if (event.type === 'turn-eager') eagerSeconds = event.endSeconds;
    return event.type === 'turn-end' && event.attempt !== undefined ? [(event.endSeconds - eagerSeconds) * 1_000] : [];
  });
}

function rowOf(
  name: string,
  { eotThreshold, eagerEotThreshold, eotTimeoutMs }: TurnPreset,
  score: Score,
  leadsMs: readonly number[],
  predictions: number,
  wrong: number,
): string {
  const { turns: all, cutTurns, answerable, late, latenciesMs } = score;
  const lead = predictions === 0 ? '–' : ms(quantile(leadsMs, 0.5));
  const cells = [
    name,
    eotThreshold,
    eagerEotThreshold ?? 'off',
    eotTimeoutMs,
    `${cutTurns} of ${all} (${((cutTurns / all) * 100).toFixed(0)} %)`,
    ms(quantile(latenciesMs, 0.5)),
    ms(quantile(latenciesMs, 0.9)),
    `${late} of ${answerable}`,
    lead,
    predictions === 0 ? '–' : (wrong / all).toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
