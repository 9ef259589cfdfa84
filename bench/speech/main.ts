/**
 * Word error rate of streaming, against decoding the same speech cut at its pauses with the same model.
 *
 *     npm run bench:speech -- [--filter <part of a name, or a category>] [--shift-ms 20] [--json]
 *
 * Each English recording with a known text goes through a session to a server of this process. The table goes to stdout;
 * with --shift-ms every recording begins so much later, which moves the windows and shows how far chance goes;
 * with --json a line for each recording and one for all instead. Progress goes to stderr. The exit code is 1 when streaming
 * is more than 1 point worse, or when a turn did not end. Then come the times and the confidence of words: against the captured
 * session with the live service, against stretches that were timed by hand, and against what was said.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureModels } from '@turnstream/engine';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { createFluxServer } from '@turnstream/server';
import { openRecognition } from '../../packages/engine/src/lib/sherpa/open-recognition.ts';
import { renderTable, summarise } from './comparison-table.ts';
import type { Comparison } from './comparison-table.ts';
import { capturedSession } from './captured-session.ts';
import { transcribeCutAtPauses } from './cut-at-pauses.ts';
import { measureCost } from './engine-cost.ts';
import { normaliseWords } from './normalise-words.ts';
import { readRecording } from './read-recording.ts';
import { englishRecordings, recordingsFolder } from './recordings.ts';
import { streamThroughServer, transcriptOf } from './stream-through-server.ts';
import { compareWords } from './word-errors.ts';
import { reportWords } from './word-report.ts';
import type { JudgedRecording } from './word-report.ts';

const MOST_POINTS_WORSE = 0.01;

const { values } = parseArgs({
  options: {
    filter: { type: 'string' },
    'shift-ms': { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const shiftSamples = Math.round(Number(values['shift-ms']) * 16);
const recordings = await englishRecordings(recordingsFolder(), values.filter);
if (recordings.length === 0)
  throw new Error(`no English recording in ${recordingsFolder()} matches "${values.filter}"`);
const captured = await capturedSession(join(recordingsFolder(), '../protocol'));
const { folder } = await ensureModels();
const { recogniser, voices } = await openRecognition(folder);
const engine = await createSherpaEngine({ modelsFolder: folder });
const server = await createFluxServer({ engine });
const { url } = server;

const comparisons: Comparison[] = [];
const texts: JudgedRecording[] = [];
let cpuSeconds = 0;
let loopDelayP99Ms = 0;
let loopDelayMaxMs = 0;
for (const [index, { name, category, path, transcript, timedByHand }] of recordings.entries()) {
  console.error(`${index + 1} of ${recordings.length}: ${name}`);
  const audio = shifted(await readRecording(path));
  const expected = normaliseWords(transcript);
  const voiceActivity = voices.take();
  const whole = await transcribeCutAtPauses(audio, recogniser, voiceActivity);
  voiceActivity.release();
  const finish = measureCost();
  const streamed = await streamThroughServer(audio, url);
  const cost = finish();
  cpuSeconds += cost.cpuSeconds;
  loopDelayP99Ms = Math.max(loopDelayP99Ms, cost.loopDelayP99Ms);
  loopDelayMaxMs = Math.max(loopDelayMaxMs, cost.loopDelayMaxMs);
  const comparison: Comparison = {
    name,
    category,
    audioSeconds: audio.length / 16_000,
    streamed: compareWords(expected, normaliseWords(transcriptOf(streamed))),
    cutAtPauses: compareWords(expected, normaliseWords(whole)),
    turnsStarted: streamed.started,
    turnsEnded: streamed.ended,
    takenBack: streamed.takenBack,
  };
  comparisons.push(comparison);
  texts.push({ turns: streamed.turns, transcript, timedByHand });
  if (values.json)
    console.log(JSON.stringify({ ...comparison, turns: streamed.turns.map((turn) => turn.transcript), whole }));
}
const preamble = await streamThroughServer(captured.audio, url);
await server.close();
await engine.close();

const rows = summarise(comparisons);
const all = rows.at(-1);
const audioSeconds = comparisons.reduce((sum, { audioSeconds: seconds }) => sum + seconds, 0);
const takenBack = comparisons.reduce((sum, each) => sum + each.takenBack * each.audioSeconds, 0) / audioSeconds;
const cost = {
  audioSeconds,
  cpuSecondsPerSecond: cpuSeconds / audioSeconds,
  loopDelayP99Ms,
  loopDelayMaxMs,
  takenBack,
};
if (values.json) {
  console.log(JSON.stringify({ rows, ...cost }));
} else {
  console.log(renderTable(rows));
  console.log(
    `\n${audioSeconds.toFixed(0)} s of audio. Client, server and engine together took ${cost.cpuSecondsPerSecond.toFixed(3)} s of processor time ` +
      `for a second of audio; the event loop was at most ${loopDelayMaxMs.toFixed(0)} ms late (99 of 100: ${loopDelayP99Ms.toFixed(1)} ms). ` +
      `Words shown and taken back, for each final word: ${takenBack.toFixed(2)}.`,
  );
  console.log(`\n${reportWords(texts, { turns: preamble.turns, reference: captured.words })}`);
}
const worse = (all?.streamedRate ?? 0) - (all?.cutAtPausesRate ?? 0);
if (worse > MOST_POINTS_WORSE) {
  console.error(
    `streaming is ${(worse * 100).toFixed(1)} points worse than decoding cut at pauses; at most ${MOST_POINTS_WORSE * 100} are allowed`,
  );
  process.exitCode = 1;
}
if (all === undefined || all.turnsEnded < all.turnsStarted) {
  const open = comparisons.filter((each) => each.turnsEnded < each.turnsStarted).map(({ name }) => name);
  console.error(`turns did not end in ${open.join(', ')}`);
  process.exitCode = 1;
}

/** The recording behind a copy of its own first samples. */
function shifted(recording: Float32Array): Float32Array {
  return Float32Array.from([...recording.subarray(0, shiftSamples), ...recording]);
}
