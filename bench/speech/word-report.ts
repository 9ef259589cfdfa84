import { seededRandom } from '../turns/metrics/bootstrap.ts';
import type { Utterance } from './recordings.ts';
import type { FinalText } from './stream-through-server.ts';
import { judgeWords, separationOf } from './word-confidence.ts';
import { atShare, evenlySpreadErrors, timeErrors, timedUtterance } from './word-times.ts';
import type { TimeErrors, TimedWord } from './word-times.ts';

/** What was heard in a recording, and what is known of it. */
export type JudgedRecording = {
  readonly turns: readonly FinalText[];
  readonly transcript: string;
  readonly timedByHand: readonly Utterance[];
};

/** What was heard in the audio of the captured session, and the words that the live service timed. */
export type CapturedComparison = { readonly turns: readonly FinalText[]; readonly reference: readonly TimedWord[] };

/** How far off the times of words are, and what their confidence is worth: two Markdown tables. */
export function reportWords(recordings: readonly JudgedRecording[], captured: CapturedComparison): string {
  return `${timeTable(recordings, captured)}\n\n${confidenceTable(recordings)}`;
}

function timeTable(recordings: readonly JudgedRecording[], { turns, reference }: CapturedComparison): string {
  const byHand = recordings.filter(({ timedByHand }) => timedByHand.length > 0);
  const bounds = byHand.map((recording) => ({
    turns: wordsOf(recording.turns),
    timed: recording.timedByHand.flatMap(({ text, start, end }) => timedUtterance(text, start, end)),
  }));
  return [
    '| times of words, against | words | starts, p50 | p90 | ends, p50 | p90 |',
    '|---|--:|--:|--:|--:|--:|',
    timeRow('the live service', timeErrors(wordsOf(turns).flat(), reference)),
    timeRow('the same, if spread evenly over the turn', evenlySpreadErrors(wordsOf(turns), reference)),
    timeRow('bounds set by hand', merged(bounds.map((each) => timeErrors(each.turns.flat(), each.timed)))),
    timeRow(
      'the same, if spread evenly over the turn',
      merged(bounds.map((each) => evenlySpreadErrors(each.turns, each.timed))),
    ),
  ].join('\n');
}

function wordsOf(turns: readonly FinalText[]): readonly FinalText['words'][] {
  return turns.map(({ words }) => words);
}

function merged(errors: readonly TimeErrors[]): TimeErrors {
  return { starts: errors.flatMap(({ starts }) => starts), ends: errors.flatMap(({ ends }) => ends) };
}

function timeRow(against: string, { starts, ends }: TimeErrors): string {
  const shares = [starts, ends].flatMap((errors) =>
    [0.5, 0.9].map((share) => `${atShare(errors, share).toFixed(2)} s`),
  );
  return `| ${against} | ${starts.length} and ${ends.length} | ${shares.join(' | ')} |`;
}

function confidenceTable(recordings: readonly JudgedRecording[]): string {
  const judged = recordings.map(({ turns, transcript }) => judgeWords(wordsOf(turns).flat(), transcript));
  const { right, wrong, area, interval } = separationOf(judged, seededRandom(7));
  const levels = [...new Set(judged.flat().map(({ confidence }) => confidence))].toSorted((a, b) => a - b);
  const bands = [0, 0.6, 0.8, 0.9, 0.95, 1.001];
  const rows = bands.slice(1).flatMap((below, index) => {
    const from = bands[index] ?? 0;
    const own = judged.flat().filter(({ confidence }) => confidence >= from && confidence < below);
    const share = own.filter((word) => word.right).length / own.length;
    const top = levels.findLast((level) => level < below) ?? below;
    return own.length === 0 ? [] : [`| ${from} to ${top} | ${own.length} | ${(share * 100).toFixed(0)} % |`];
  });
  return [
    '| confidence of a word | words | were said |',
    '|---|--:|--:|',
    ...rows,
    '',
    `A word that was said has the higher confidence than one that was not with a probability of ${area.toFixed(3)} ` +
      `(${interval.map((bound) => bound.toFixed(3)).join(' to ')} when recordings are drawn anew; 0.5 is chance; ` +
      `${right} words were said, ${wrong} were not).`,
  ].join('\n');
}
