/**
 * From the end of speech to the first token of the answer, with a model that needs 300 ms to its first token: with predictions, without
 * them, and with a plain rule of 800 ms of silence.
 *
 *     npm run bench:time-gained -- [--plot docs/time-gained.svg]
 *
 * All go over the same recordings with the same engine in one run, in audio time: what an event knows of has been spoken when it comes. What the
 * network and the decoding take comes on top of each in the same way. The table goes to stdout, the plot to the file.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { turnPresets, type TurnEvent } from '@turnstream/flux';
import { hearTurns } from './hear-turns.ts';
import { openBench, type LoadedRecording } from './open-bench.ts';
import { plotDistributions } from './plot-distributions.ts';
import { replayTurns } from './replay-turns.ts';
import { endsOf, quantile, scoreTurns, sumScores, type Score } from './score-turns.ts';
import { hearBySilence } from './silence-rule.ts';

const FIRST_TOKEN_MS = 300;
const SILENCE_MS = 800;
const COUNTED = ['calls', 'answers', 'wastedCalls', 'gainedMs'] as const;

const { values } = parseArgs({ options: { plot: { type: 'string' } } });
await using bench = await openBench();
const { url, engine, recordings } = bench;
const { balanced, fast } = turnPresets;

const WAYS: Readonly<Record<string, (recording: LoadedRecording) => Promise<readonly TurnEvent[]>>> = {
  'silence of 800 ms': ({ samples }) => hearBySilence(samples, engine, SILENCE_MS),
  'balanced, eager off': ({ samples }) => hearTurns(samples, url, { ...balanced, eagerEotThreshold: null }),
  'balanced, eager on': ({ samples }) => hearTurns(samples, url, balanced),
  'fast, eager on': ({ samples }) => hearTurns(samples, url, fast),
};

const distributions: { readonly name: string; readonly sortedMs: readonly number[] }[] = [];
const rows: string[] = [];
for (const [name, hear] of Object.entries(WAYS)) {
  const scores: Score[] = [];
  const total = { calls: 0, answers: 0, wastedCalls: 0, gainedMs: 0 };
  for (const recording of recordings) {
    console.error(`${name}: ${recording.name}`);
    const events = await hear(recording);
    const { firstTokenSeconds, counters } = await replayTurns(events, FIRST_TOKEN_MS);
    scores.push(scoreTurns(recording.turns, endsOf(events), firstTokenSeconds));
    for (const count of COUNTED) total[count] += counters[count];
  }
  const score = sumScores(scores);
  distributions.push({ name, sortedMs: score.latenciesMs });
  rows.push(rowOf(name, score, total));
}
console.log(
  [
    '| how turns end | first token after the end of speech: 10 % | median | 90 % | not before the next turn | turns cut off | calls of the model for each answer | wasted | gained for each answer |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n'),
);
const turns = recordings.reduce((sum, recording) => sum + recording.turns.length, 0);
console.log(`\n${recordings.length} recordings, ${turns} turns; ${FIRST_TOKEN_MS} ms to the first token.`);
if (values.plot !== undefined) await writeFile(values.plot, plotDistributions(distributions));

function rowOf(
  name: string,
  { turns: all, cutTurns, answerable, late, latenciesMs }: Score,
  { calls, answers, wastedCalls, gainedMs }: { calls: number; answers: number; wastedCalls: number; gainedMs: number },
): string {
  const cells = [
    name,
    ...[0.1, 0.5, 0.9].map((share) => ms(quantile(latenciesMs, share))),
    `${late} of ${answerable}`,
    `${cutTurns} of ${all}`,
    (calls / answers).toFixed(2),
    (wastedCalls / answers).toFixed(2),
    ms(gainedMs / answers),
  ];
  return `| ${cells.join(' | ')} |`;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
