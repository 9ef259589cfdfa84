import { QUIET_CATEGORIES } from '../play-corpus.ts';
import type { PlayedRecording } from '../play-corpus.ts';
import { addCounts } from '../turns-of-recordings.ts';
import type { TurnCounts } from '../turns-of-recordings.ts';
import { finalWords, flickerOf, judgeWords, separation } from '../words-of-recordings.ts';
import { atShare } from './at-share.ts';
import { markdownTable, percent, seconds } from './markdown-table.ts';

/** Upper end of the middle 95 % of a rate, when nothing was counted: the rule of three. */
const NONE_COUNTED = 3;

/** Turns, predictions, starts and the words of whole recordings. */
export function reportRecordings(spoken: readonly PlayedRecording[]): string {
  return [turnTable(addCounts(spoken.map(({ counts }) => counts))), wordTable(spoken)].join('\n\n');
}

function turnTable(counts: TurnCounts): string {
  const { turns, eagers, confirmed, retracted } = counts;
  return markdownTable(
    ['`eot_threshold` 0.7, `eager_eot_threshold` 0.5', ''],
    [
      ['turns', turns],
      [
        'from the first energy to `StartOfTurn`, p50 and p90',
        `${seconds(atShare(counts.startDelays, 0.5))} s, ${seconds(atShare(counts.startDelays, 0.9))} s`,
      ],
      ['predictions; confirmed, taken back', `${eagers}; ${confirmed}, ${retracted}`],
      ['predictions that were confirmed', percent(confirmed / eagers)],
      ['predictions for each turn', (eagers / turns).toFixed(2)],
      [
        'lead of a confirmed prediction, p50 and p90',
        `${seconds(atShare(counts.leads, 0.5))} s, ${seconds(atShare(counts.leads, 0.9))} s`,
      ],
      ['from speech that goes on to `TurnResumed`, p50', `${seconds(atShare(counts.retractionDelays, 0.5))} s`],
    ],
  );
}

/** What is taken for speech where there is none. */
export function reportQuiet(quiet: readonly PlayedRecording[]): string {
  return markdownTable(
    ['without speech', 'seconds', '`StartOfTurn`', 'a minute', 'at most, 95 %', 'texts shown'],
    QUIET_CATEGORIES.map((category) => {
      const own = quiet.filter(({ recording }) => recording.category === category);
      const counts = addCounts(own.map((each) => each.counts));
      const minutes = counts.audioSeconds / 60;
      const texts = own.filter(({ played }) => played.steps.some(({ transcript }) => transcript !== '')).length;
      const most = counts.turns === 0 ? (NONE_COUNTED / minutes).toFixed(1) : '-';
      return [category, counts.audioSeconds.toFixed(0), counts.turns, (counts.turns / minutes).toFixed(1), most, texts];
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
