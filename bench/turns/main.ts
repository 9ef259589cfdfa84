/**
 * How well ends of turns are found: every detector on the silences of the corpus, the silence timer beside them, in one run.
 *
 *     npm run bench:turns -- [--skip-recordings] [--charts <folder>]
 *
 * Everything runs on audio time and is deterministic. Decodes are kept in `node_modules/.cache/turnstream`, so that a second
 * run takes seconds. The tables go to stdout, progress to stderr; with --charts the curves are drawn as PNG.
 * The exit code is 1 when a control fails.
 */
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { APART, LABELS } from './corpus/labels.ts';
import { loadRecordings } from './corpus/load-corpus.ts';
import {
  constantIsTimer,
  elapsedGainsNothing,
  laterAudioChangesNothing,
  shuffledGainsNothing,
} from './controls.ts';
import { DETECTORS, scoreSpan } from './detectors/detectors.ts';
import type { ObservedSpan } from './detectors/detectors.ts';
import { seededRandom } from './metrics/bootstrap.ts';
import { observe } from './observe-span.ts';
import { observeCorpus, openRecordedRecognition } from './observe-corpus.ts';
import { playRecording } from './play-recording.ts';
import { reportDetectors, reportStrata } from './report/report-detectors.ts';
import { reportRecordings } from './report/report-recordings.ts';
import type { PlayedRecording } from './report/report-recordings.ts';
import { writeCharts } from './report/write-charts.ts';
import { settingsWith } from './turns-of-recordings.ts';

/** Every so many spans is heard again, cut short. */
const CUT_EVERY = 12;
const CUT_AFTER_SECONDS = [0.3, 1];
const QUIET_CATEGORIES = new Set(['noise', 'music', 'silence']);
const SHIPPED = 'default';

const { values } = parseArgs({
  options: {
    'skip-recordings': { type: 'boolean', default: false },
    charts: { type: 'string' },
  },
});
const recognition = await openRecordedRecognition();
const observed = await observeCorpus(recognition);
const headlineOf = (half: string): readonly ObservedSpan[] =>
  observed.filter(({ span }) => span.half === half && !APART.has(span.stratum));

const test = headlineOf('test');
const shipped = DETECTORS.find(({ name }) => name === SHIPPED) ?? DETECTORS[0];
if (shipped === undefined) throw new Error('there is no detector');
const controls = [
  constantIsTimer(test),
  shuffledGainsNothing(
    test.map((each) => scoreSpan(shipped, each)),
    seededRandom(7),
  ),
  elapsedGainsNothing(test),
  laterAudioChangesNothing(await hearCut()),
];
console.log('## Controls\n');
for (const { name, passes, found } of controls) console.log(`- ${passes ? 'passes' : 'FAILS'}: ${name} (${found})`);

for (const half of ['test', 'development']) {
  const scored = DETECTORS.map((detector) => ({
    name: detector.name,
    says: detector.says,
    spans: headlineOf(half).map((each) => scoreSpan(detector, each)),
  }));
  console.log(`\n## The ${half} half\n`);
  console.log(reportDetectors(scored, SHIPPED));
  if (values.charts !== undefined) {
    await writeCharts(pathToFileURL(`${values.charts}/`), half, scored, SHIPPED);
  }
}
console.log('\n## Strata, both halves, the default detector\n');
console.log(reportStrata(observed.map((each) => scoreSpan(shipped, each))));

if (!values['skip-recordings']) {
  console.log(`\n## Whole recordings through the server's turn machine\n`);
  console.log(reportRecordings(await playAll()));
}
if (controls.some(({ passes }) => !passes)) process.exitCode = 1;

async function hearCut(): Promise<Parameters<typeof laterAudioChangesNothing>[0]> {
  const pairs = [];
  for (const { audio, observations } of observed.filter((_, index) => index % CUT_EVERY === 0)) {
    for (const after of CUT_AFTER_SECONDS) {
      const voiceActivity = recognition.voices.take();
      const samples = audio.samples.slice(0, Math.round((audio.silenceStart + after) * 16_000));
      pairs.push({ whole: observations, cut: await observe(samples, recognition.recogniser, voiceActivity) });
      voiceActivity.release();
    }
  }
  return pairs;
}

async function playAll(): Promise<readonly PlayedRecording[]> {
  const stratumOf = new Map(LABELS.map(({ file, stratum }) => [file, stratum]));
  const recordings = await loadRecordings(({ file, category }) => {
    const stratum = stratumOf.get(file);
    return QUIET_CATEGORIES.has(category) || (stratum !== undefined && stratum !== 'other-language');
  });
  const played: PlayedRecording[] = [];
  for (const [index, recording] of recordings.entries()) {
    const voiceActivity = recognition.voices.take();
    const silence = new Float32Array(2.4 * 16_000);
    const samples = new Float32Array([...recording.samples, ...silence]);
    const parts = { recogniser: recognition.recogniser, voiceActivity };
    played.push({ recording, played: await playRecording(samples, parts, settingsWith(0.7, 0.5)) });
    voiceActivity.release();
    if (index % 10 === 9) console.error(`played ${index + 1} of ${recordings.length} recordings`);
  }
  return played;
}
