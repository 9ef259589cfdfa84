import { addAligned } from '../aligned-turns.ts';
import type { Half } from '../corpus/span.ts';
import type { CorpusPlayer, PlayedRecording } from '../play-corpus.ts';
import type { TurnPolicy } from '../play-recording.ts';
import { addCounts } from '../turns-of-recordings.ts';
import { atShare } from './at-share.ts';
import { markdownTable, percent, seconds } from './markdown-table.ts';

const THRESHOLDS = [0.7, 0.9];
const EAGER_THRESHOLD = 0.5;
const HALVES: readonly Half[] = ['test', 'development'];

/** What each way to decide does to whole recordings, each half by itself: the turns end as the server ends them. */
export async function reportPolicies(player: CorpusPlayer, policies: readonly TurnPolicy[]): Promise<string> {
  const rows = [];
  for (const eotThreshold of THRESHOLDS) {
    for (const half of HALVES) {
      for (const policy of policies) {
        const all = await player.spoken({ policy, eotThreshold, eagerEotThreshold: EAGER_THRESHOLD });
        rows.push([`${eotThreshold}, ${half}, ${policy.name}`, ...cells(ofHalf(all, half))]);
      }
    }
  }
  return markdownTable(
    [
      '`eot_threshold`, half',
      'pauses cut',
      'ends found',
      'p50, s',
      'p90, s',
      'predictions',
      'taken back',
      'most in a turn',
      'mean lead, s',
    ],
    rows,
  );
}

function ofHalf(all: readonly PlayedRecording[], half: Half): readonly PlayedRecording[] {
  return all.filter(({ spans }) => spans[0]?.half === half);
}

function cells(own: readonly PlayedRecording[]): readonly (string | number)[] {
  const { cut, pauses, found, ends, delays } = addAligned(own.map(({ aligned }) => aligned));
  const { eagers, retracted, leads, mostRetracted } = addCounts(own.map(({ counts }) => counts));
  return [
    `${cut} of ${pauses}`,
    `${found} of ${ends}`,
    seconds(atShare(delays, 0.5)),
    seconds(atShare(delays, 0.9)),
    eagers,
    retracted,
    mostRetracted,
    seconds(leads.reduce((sum, lead) => sum + lead, 0) / leads.length),
  ];
}

/** Recordings of several turns: whether the ends that are said are the ends there are. */
export async function reportSeveralTurns(player: CorpusPlayer, policy: TurnPolicy): Promise<string> {
  const rows = [];
  for (const eotThreshold of [0.5, 0.6, 0.7, 0.8, 0.9]) {
    const all = await player.spoken({ policy, eotThreshold, eagerEotThreshold: EAGER_THRESHOLD });
    const several = all.filter(({ aligned }) => aligned.ends > 1);
    const { said, found, ends, cut, pauses, delays } = addAligned(several.map(({ aligned }) => aligned));
    const [precision, recall] = [found / said, found / ends];
    rows.push([
      eotThreshold,
      `${found} of ${said}, ${percent(precision)}`,
      `${found} of ${ends}, ${percent(recall)}`,
      ((2 * precision * recall) / (precision + recall)).toFixed(2),
      `${cut} of ${pauses}`,
      seconds(atShare(delays, 0.5)),
      seconds(atShare(delays, 0.9)),
    ]);
  }
  return markdownTable(
    ['`eot_threshold`', 'ends said that were ends', 'ends that were said', 'F1', 'pauses cut', 'p50, s', 'p90, s'],
    rows,
  );
}
