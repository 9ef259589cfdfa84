/**
 * The captured session with the live service beside ours, on the same audio and settings, as a Markdown table.
 *
 *     npx tsx --conditions=@turnstream/source bench/turns/compare-capture.ts [<folder with preamble-16k.wav>]
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseServerMessage } from '@turnstream/flux/protocol';
import type { TurnInfoMessage } from '@turnstream/flux/protocol';
import { readRecording } from '../speech/read-recording.ts';
import { normaliseWords } from '../speech/normalise-words.ts';
import { compareWords } from '../speech/word-errors.ts';
import { openRecordedRecognition } from './observe-corpus.ts';
import { playRecording, policyNamed } from './play-recording.ts';
import { markdownTable } from './report/markdown-table.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CAPTURE = join(ROOT, 'packages/flux/test/fixtures/live-capture.json');
/** The client sent silence after the recording, until here. */
const STREAM_SECONDS = 21.92;
/** Where speech begins and ends in the recording, by its energy. */
const SPEECH = { start: 0.4, end: 18.56 };
const PREAMBLE =
  'We the people of the United States, in order to form a more perfect union, establish justice, insure domestic tranquility, provide for the common defense, promote the general welfare, and secure the blessings of liberty to ourselves and our posterity, do ordain and establish this constitution for the United States of America.';

const folder = process.argv[2] ?? resolve(ROOT, '../shared/protocol');
const capture: { readonly frames: readonly string[] } = JSON.parse(await readFile(CAPTURE, 'utf8'));
const theirs = capture.frames.flatMap((text) => {
  const parsed = parseServerMessage(text);
  return parsed.kind === 'ok' && parsed.message.type === 'TurnInfo' ? [parsed.message] : [];
});
const recording = await readRecording(join(folder, 'preamble-16k.wav'));
const samples = new Float32Array(Math.round(STREAM_SECONDS * 16_000));
samples.set(recording.subarray(0, samples.length));
const { recogniser, voices } = await openRecordedRecognition();
const { messages } = await playRecording(
  samples,
  { recogniser, voiceActivity: voices.take() },
  { model: 'flux-general-en', encoding: 'linear16', sampleRateHz: 16_000, eotThreshold: 0.8, eagerEotThreshold: 0.5 },
  policyNamed(process.argv[3] ?? 'plain'),
);
const ours = messages.flatMap(({ message }) => (message.type === 'TurnInfo' ? [message] : []));

const rows: readonly (readonly [string, (told: readonly TurnInfoMessage[]) => string])[] = [
  ['messages about turns', (told) => String(told.length)],
  ['of them on the 0.24 s grid of the turn', (told) => String(told.filter(isOnGrid).length)],
  ['off the grid, and the lowest confidence of those', (told) => offGrid(told)],
  ['first text', (told) => textAt(told.find(({ transcript }) => transcript !== ''))],
  ['StartOfTurn', (told) => textAt(told.find(({ event }) => event === 'StartOfTurn'))],
  ['StartOfTurn after the first energy', (told) => after(told, 'StartOfTurn', SPEECH.start)],
  ['EagerEndOfTurn', (told) => times(told, 'EagerEndOfTurn')],
  ['TurnResumed', (told) => times(told, 'TurnResumed')],
  ['EndOfTurn', (told) => times(told, 'EndOfTurn')],
  ['EndOfTurn after the last energy', (told) => after(told, 'EndOfTurn', SPEECH.end)],
  [
    'confidence at the end',
    (told) =>
      told
        .filter(({ event }) => event === 'EndOfTurn')
        .map((end) => end.end_of_turn_confidence.toFixed(3))
        .join(', '),
  ],
  ['highest confidence in a pause before it', (told) => highestBefore(told)],
  ['words at the end; errors against what was read', (told) => errors(told)],
  ['texts shown while it was said', (told) => String(new Set(told.map(({ transcript }) => transcript)).size)],
];
console.log(
  markdownTable(
    ['', 'live service', 'ours'],
    rows.map(([name, of]) => [name, of(theirs), of(ours)]),
  ),
);

const [ourWords, theirWords] = [ours, theirs].map((told) =>
  told.flatMap(({ event, words }) => (event === 'EndOfTurn' ? words : [])),
);
const pairs = (theirWords ?? []).flatMap((their) => {
  const our = (ourWords ?? []).find(
    ({ word, start = Infinity }) => key(word) === key(their.word) && Math.abs(start - (their.start ?? 0)) < 1,
  );
  return our === undefined ? [] : [{ our, their }];
});
const startErrors = pairs.map(({ our, their }) => Math.abs((our.start ?? 0) - (their.start ?? 0)));
const endErrors = pairs.map(({ our, their }) => Math.abs((our.end ?? 0) - (their.end ?? 0)));
console.log(
  `\n${pairs.length} words are in both. Starts differ by ${show(startErrors, 0.5)} s in the middle and ${show(startErrors, 0.9)} s at p90, ` +
    `ends by ${show(endErrors, 0.5)} s and ${show(endErrors, 0.9)} s.`,
);

function isOnGrid({ audio_window_start: start, audio_window_end: end }: TurnInfoMessage): boolean {
  return Math.round((end - start) * 100) % 24 === 0;
}

function offGrid(told: readonly TurnInfoMessage[]): string {
  const off = told.filter((message) => !isOnGrid(message));
  return `${off.length}; ${Math.min(...off.map((each) => each.end_of_turn_confidence)).toFixed(3)}`;
}

function textAt(message: TurnInfoMessage | undefined): string {
  return message === undefined ? '-' : `${message.audio_window_end.toFixed(2)} s, "${message.transcript}"`;
}

function times(told: readonly TurnInfoMessage[], event: string): string {
  const found = told.filter((message) => message.event === event).map((message) => message.audio_window_end.toFixed(2));
  return found.length === 0 ? 'none' : `${found.join(', ')} s`;
}

function after(told: readonly TurnInfoMessage[], event: string, from: number): string {
  const last = told.findLast((message) => message.event === event);
  return last === undefined ? '-' : `${(last.audio_window_end - from).toFixed(2)} s`;
}

function highestBefore(told: readonly TurnInfoMessage[]): string {
  const within = told.filter(({ audio_window_end: end, transcript }) => end < SPEECH.end && transcript !== '');
  const highest = within.reduce<TurnInfoMessage | undefined>(
    (best, each) => (best === undefined || each.end_of_turn_confidence > best.end_of_turn_confidence ? each : best),
    undefined,
  );
  return highest === undefined
    ? '-'
    : `${highest.end_of_turn_confidence.toFixed(3)} at ${highest.audio_window_end.toFixed(2)} s`;
}

function errors(told: readonly TurnInfoMessage[]): string {
  const words = normaliseWords(
    told.flatMap(({ event, transcript }) => (event === 'EndOfTurn' ? [transcript] : [])).join(' '),
  );
  const { substituted, missing, extra } = compareWords(normaliseWords(PREAMBLE), words);
  return `${words.length}; ${substituted + missing + extra}`;
}

function key(word: string): string {
  return normaliseWords(word).join(' ');
}

function show(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN).toFixed(2);
}
