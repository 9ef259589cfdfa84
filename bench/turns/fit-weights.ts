/**
 * Fits the weights of the evidence on the development half, and prints them. They are copied by hand into
 * `packages/engine/src/lib/turn/evidence/weights.ts`.
 *
 *     npx tsx --conditions=@turnstream/source bench/turns/fit-weights.ts
 *
 * With the file of smart-turn v3 in `TURNSTREAM_SMART_TURN` the weight of an acoustic model is fitted too.
 *
 * Logistic regression on top of the log-odds of the silence, drawn to the values that research suggests: there are more
 * opinions than pauses. Pauses and ends count as in the calibration, by the pause law and the prior.
 */
import { openEnding } from '../../packages/engine/src/lib/turn/evidence/open-ending.ts';
import { sentenceEndLogOdds } from '../../packages/engine/src/lib/turn/evidence/sentence-end.ts';
import { silenceLogOdds } from '../../packages/engine/src/lib/turn/silence-hazard.ts';
import { APART } from './corpus/labels.ts';
import { AGES } from './metrics/calibration.ts';
import { PRIOR, pausesLongerThan } from './metrics/pause-law.ts';
import { observeCorpus, openRecordedRecognition, openRecordedSmartTurn } from './observe-corpus.ts';

/** Where the fit begins and is drawn to, and how far it may be drawn away: mean and standard deviation. */
const BELIEFS = [
  { name: 'sentenceEnd', mean: 0.5, deviation: 0.25 },
  { name: 'hesitation', mean: -2, deviation: 1 },
  { name: 'digits, spelling, address', mean: -1.5, deviation: 1 },
  { name: 'acoustic', mean: 0.4, deviation: 0.2 },
] as const;
/** As the engine bounds it. */
const SUREST_LOG_ODDS = 4;
const STEPS = 4_000;
const RATE = 0.02;

type Point = { readonly x: readonly number[]; readonly is: number; readonly weight: number; readonly offset: number };

const observed = (await observeCorpus(await openRecordedRecognition(), await openRecordedSmartTurn())).filter(
  ({ span }) => span.half === 'development' && !APART.has(span.stratum),
);
const ends = observed.filter(({ span }) => span.kind === 'end').length;
const holds = observed.length - ends;
const raw = observed.flatMap(({ span, audio, observations }) =>
  AGES.flatMap((age) => {
    const seen = observations.findLast(({ audioEndSeconds }) => audioEndSeconds <= audio.silenceStart + age + 1e-6);
    if (seen === undefined || seen.speech || !seen.covered || seen.transcript === '') return [];
    const open = openEnding(seen.transcript);
    const share = span.kind === 'end' ? PRIOR / ends : ((1 - PRIOR) * pausesLongerThan(age)) / holds;
    return [
      {
        sentence: sentenceEndLogOdds(seen.transcript),
        acoustic: boundedLogOdds(seen.acousticScore),
        x: [open === 'hesitation' ? 1 : 0, open !== undefined && open !== 'hesitation' ? 1 : 0],
        is: span.kind === 'end' ? 1 : 0,
        // Three looks at a silence are not three silences.
        weight: (share * observed.length) / AGES.length,
        offset: silenceLogOdds(seen.silenceSeconds),
      },
    ];
  }),
);
const total = raw.reduce((sum, { weight }) => sum + weight, 0);
const sentenceCentre = raw.reduce((sum, { sentence, weight }) => sum + sentence * weight, 0) / total;
const acousticCentre = raw.reduce((sum, { acoustic, weight }) => sum + (acoustic ?? 0) * weight, 0) / total;
const points: readonly Point[] = raw.map((point) => ({
  ...point,
  x: [point.sentence - sentenceCentre, ...point.x, point.acoustic === undefined ? 0 : point.acoustic - acousticCentre],
}));

let weights = BELIEFS.map(({ mean }) => mean as number);
for (let step = 0; step < STEPS; step += 1) {
  const slopes = weights.map((weight, index) => {
    const { mean, deviation } = BELIEFS[index] ?? BELIEFS[0];
    return (
      (mean - weight) / deviation ** 2 +
      points.reduce((sum, point) => sum + point.weight * (point.is - chanceOf(point)) * (point.x[index] ?? 0), 0)
    );
  });
  weights = weights.map((weight, index) => weight + RATE * (slopes[index] ?? 0));
}
console.log(`${observed.length} silences of the development half, ${holds} of them pauses`);
console.log(`sentenceEndCentre: ${sentenceCentre.toFixed(2)}, acousticCentre: ${acousticCentre.toFixed(2)}`);
for (const [index, { name }] of BELIEFS.entries()) console.log(`${name}: ${(weights[index] ?? 0).toFixed(2)}`);

function boundedLogOdds(score: number | undefined): number | undefined {
  return score === undefined
    ? undefined
    : Math.max(-SUREST_LOG_ODDS, Math.min(SUREST_LOG_ODDS, Math.log(score / (1 - score))));
}

function chanceOf({ x, offset }: Point): number {
  const odds = offset + x.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);
  return 1 / (1 + Math.exp(-odds));
}
