/**
 * How well ends of turns are found: every detector on the silences of the corpus, the silence timer beside them, in one run.
 *
 *     npm run bench:turns -- [--part silences|recordings] [--charts <folder>]
 *
 * Everything runs on audio time and is deterministic. Decodes are kept in `node_modules/.cache/turnstream`, so that a second
 * run takes seconds. With the file of smart-turn v3 in `TURNSTREAM_SMART_TURN` that model is among the detectors. The tables go to stdout, progress to stderr; with --charts the curves are drawn as PNG.
 * The exit code is 1 when a control fails.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { TurnModel } from '@turnstream/engine';
import { APART } from './corpus/labels.ts';
import { constantIsTimer, elapsedGainsNothing, laterAudioChangesNothing, shuffledGainsNothing } from './controls.ts';
import { ACOUSTIC_DETECTORS, DETECTORS, scoreSpan } from './detectors/detectors.ts';
import { fitProsody } from './detectors/prosody-detector.ts';
import type { ObservedSpan } from './detectors/detectors.ts';
import { seededRandom } from './metrics/bootstrap.ts';
import { observe } from './observe-span.ts';
import { observeCorpus, openRecordedRecognition, openRecordedSmartTurn } from './observe-corpus.ts';
import { CorpusPlayer } from './play-corpus.ts';
import { POLICIES, policyNamed } from './play-recording.ts';
import { reportCoverage } from './report/report-coverage.ts';
import { reportDetectors, reportStrata } from './report/report-detectors.ts';
import { reportEager, sweepEager } from './report/report-eager.ts';
import { reportPolicies, reportSeveralTurns } from './report/report-policies.ts';
import { reportFitted } from './report/report-fitted.ts';
import { reportProsody } from './report/report-prosody.ts';
import { reportQuiet, reportRecordings } from './report/report-recordings.ts';
import { writeCharts, writeEagerChart } from './report/write-charts.ts';

/** Every so many spans is heard again, cut short. */
const CUT_EVERY = 12;
const CUT_AFTER_SECONDS = [0.3, 1];
const SHIPPED = 'default';

const { values } = parseArgs({
  options: { part: { type: 'string' }, charts: { type: 'string' } },
});
const recognition = await openRecordedRecognition();
if (values.part !== 'recordings') await measureSilences();
if (values.part !== 'silences') {
  await measureRecordings();
}

async function measureSilences(): Promise<void> {
  const smartTurn = await openRecordedSmartTurn();
  const known = smartTurn === undefined ? DETECTORS : [...DETECTORS, ...ACOUSTIC_DETECTORS];
  const shipped = known.find(({ name }) => name === SHIPPED);
  if (shipped === undefined) throw new Error(`there is no detector "${SHIPPED}"`);
  const observed = await observeCorpus(recognition, smartTurn);
  const headlineOf = (half: string): readonly ObservedSpan[] =>
    observed.filter(({ span }) => span.half === half && !APART.has(span.stratum));
  const test = headlineOf('test');
  const development = headlineOf('development');
  const prosody = fitProsody(shipped, development);
  const detectors = [...known, prosody.detector];
  const scoredTest = test.map((each) => scoreSpan(shipped, each));
  const controls = [
    constantIsTimer(test),
    shuffledGainsNothing(scoredTest, seededRandom(7)),
    elapsedGainsNothing(test),
    laterAudioChangesNothing(await hearCut(observed, smartTurn)),
  ];
  console.log('## Controls\n');
  for (const { name, passes, found } of controls) console.log(`- ${passes ? 'passes' : 'FAILS'}: ${name} (${found})`);
  if (controls.some(({ passes }) => !passes)) process.exitCode = 1;

  for (const half of ['test', 'development']) {
    const scored = detectors.map((detector) => ({
      name: detector.name,
      spans: headlineOf(half).map((each) => scoreSpan(detector, each)),
    }));
    console.log(`\n## The ${half} half\n`);
    console.log(reportDetectors(scored, SHIPPED));
    if (values.charts !== undefined) {
      await writeCharts(pathToFileURL(`${values.charts}/`), half, scored, SHIPPED);
    }
  }
  console.log('\n## Policies chosen on the development half, the default detector\n');
  const scoredDevelopment = development.map((each) => scoreSpan(shipped, each));
  console.log(reportFitted({ development: scoredDevelopment, test: scoredTest }));
  console.log('\n## How the voice ends\n');
  console.log(reportProsody(prosody, { development, test }));
  console.log('\n## Words in time, the headline silences of both halves\n');
  console.log(reportCoverage([...test, ...development]));
  console.log('\n## Strata, both halves, the default detector\n');
  console.log(reportStrata(observed.map((each) => scoreSpan(shipped, each))));
}

async function measureRecordings(): Promise<void> {
  const player = new CorpusPlayer(recognition);
  const [plain, checkpoints] = [policyNamed('plain'), policyNamed('checkpoints')];
  const usual = { policy: plain, eotThreshold: 0.7, eagerEotThreshold: 0.5 };
  console.log(`\n## Whole recordings through the server's turn machine\n`);
  console.log(reportRecordings(await player.spoken(usual)));
  console.log(`\n${reportQuiet(await player.quiet(usual))}`);
  console.log('\n## Recordings of several turns\n');
  console.log(await reportSeveralTurns(player, plain));
  console.log('\n## Ways to decide, on whole recordings\n');
  console.log(await reportPolicies(player, POLICIES));
  const eager = await sweepEager(player, [plain, checkpoints]);
  for (const { name } of [plain, checkpoints]) {
    console.log(`\n## Predictions, ${name}\n`);
    console.log(reportEager(eager, name));
  }
  if (values.charts !== undefined) await writeEagerChart(pathToFileURL(`${values.charts}/`), eager);
}

async function hearCut(
  observed: readonly ObservedSpan[],
  smartTurn: TurnModel | undefined,
): Promise<Parameters<typeof laterAudioChangesNothing>[0]> {
  const pairs = [];
  for (const { audio, observations } of observed.filter((_, index) => index % CUT_EVERY === 0)) {
    for (const after of CUT_AFTER_SECONDS) {
      const voiceActivity = recognition.voices.take();
      const samples = audio.samples.slice(0, Math.round((audio.silenceStart + after) * 16_000));
      pairs.push({
        whole: observations,
        cut: await observe(samples, recognition.recogniser, voiceActivity, smartTurn),
      });
      voiceActivity.release();
    }
  }
  return pairs;
}
