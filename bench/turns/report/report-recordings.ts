import type { Recording } from '../corpus/load-corpus.ts';
import type { Played } from '../play-recording.ts';
import { addCounts, countTurns } from '../turns-of-recordings.ts';
import type { TurnCounts } from '../turns-of-recordings.ts';
import { finalWords, flickerOf, judgeWords, separation } from '../words-of-recordings.ts';
import { markdownTable, percent, seconds } from './markdown-table.ts';

/** A recording and what the server said about it. */
export type PlayedRecording = { readonly recording: Recording; readonly played: Played };

/** Turns, predictions, starts, false starts, and the words of whole recordings. */
export function reportRecordings(all: readonly PlayedRecording[]): string {
  const quiet = all.filter(({ recording }) => ['noise', 'music', 'silence'].includes(recording.category));
  const spoken = all.filter((each) => !quiet.includes(each));
  const counts = addCounts(spoken.map(({ recording, played }) => countTurns(recording, played)));
  return [turnTable(counts), quietTable(quiet), wordTable(spoken)].join('\n\n');
}

function turnTable(counts: TurnCounts): string {
  const { turns, eagers, confirmed, retracted } = counts;
  return markdownTable(
    ['`eot_threshold` 0.7, `eager_eot_threshold` 0.5', ''],
    [
      ['turns', turns],
      [
        'from the first energy to `StartOfTurn`, p50 and p90',
        `${seconds(at(counts.startDelays, 0.5))} s, ${seconds(at(counts.startDelays, 0.9))} s`,
      ],
      ['predictions; confirmed, taken back', `${eagers}; ${confirmed}, ${retracted}`],
      ['predictions that were right', percent(confirmed / eagers)],
      ['predictions for each turn', (eagers / turns).toFixed(2)],
      [
        'lead of a confirmed prediction, p50 and p90',
        `${seconds(at(counts.leads, 0.5))} s, ${seconds(at(counts.leads, 0.9))} s`,
      ],
      ['from speech that goes on to `TurnResumed`, p50', `${seconds(at(counts.retractionDelays, 0.5))} s`],
    ],
  );
}

function quietTable(quiet: readonly PlayedRecording[]): string {
  return markdownTable(
    ['without speech', 'seconds', '`StartOfTurn`', 'texts shown'],
    ['noise', 'music', 'silence'].map((category) => {
      const own = quiet.filter(({ recording }) => recording.category === category);
      const counts = addCounts(own.map(({ recording, played }) => countTurns(recording, played)));
      const texts = own.filter(({ played }) => played.steps.some(({ transcript }) => transcript !== '')).length;
      return [category, counts.audioSeconds.toFixed(0), counts.turns, texts];
    }),
  );
}

function wordTable(spoken: readonly PlayedRecording[]): string {
  const judged = spoken.flatMap(({ recording, played }) =>
    recording.transcript === undefined ? [] : judgeWords(finalWords(played), recording.transcript),
  );
  const flickers = spoken.map(({ played }) => flickerOf(played.steps));
  const sum = (of: 'finalWords' | 'unstableWords' | 'erasedWords'): number =>
    flickers.reduce((total, flicker) => total + flicker[of], 0);
  const mean = (right: boolean): string => {
    const own = judged.filter((word) => word.right === right);
    return (own.reduce((total, { confidence }) => total + confidence, 0) / own.length).toFixed(2);
  };
  return markdownTable(
    ['words', ''],
    [
      ['final words that were said, of all', `${judged.filter(({ right }) => right).length} of ${judged.length}`],
      ['mean confidence of right and wrong words', `${mean(true)}, ${mean(false)}`],
      ['a right word has the higher confidence (0.5 is chance)', separation(judged).toFixed(3)],
      ['unstable words, for each final word', (sum('unstableWords') / sum('finalWords')).toFixed(3)],
      ['erased words, for each final word', (sum('erasedWords') / sum('finalWords')).toFixed(3)],
    ],
  );
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
