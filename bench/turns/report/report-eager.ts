import type { CorpusPlayer } from '../play-corpus.ts';
import type { TurnPolicy } from '../play-recording.ts';
import { addCounts } from '../turns-of-recordings.ts';
import type { TurnCounts } from '../turns-of-recordings.ts';
import { atShare } from './at-share.ts';
import { markdownTable, percent, seconds } from './markdown-table.ts';

const EAGER_THRESHOLDS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const THRESHOLDS = [0.7, 0.9];

/** What the predictions of one pair of thresholds were worth. */
export type EagerRow = {
  readonly policy: string;
  readonly eotThreshold: number;
  readonly eagerEotThreshold: number;
  readonly counts: TurnCounts;
};

/** Every threshold of predictions that the protocol allows beside a threshold of ends. */
export async function sweepEager(player: CorpusPlayer, policies: readonly TurnPolicy[]): Promise<readonly EagerRow[]> {
  const rows: EagerRow[] = [];
  for (const policy of policies) {
    for (const eotThreshold of THRESHOLDS) {
      for (const eagerEotThreshold of EAGER_THRESHOLDS.filter((eager) => eager <= eotThreshold)) {
        const all = await player.spoken({ policy, eotThreshold, eagerEotThreshold });
        rows.push({
          policy: policy.name,
          eotThreshold,
          eagerEotThreshold,
          counts: addCounts(all.map(({ counts }) => counts)),
        });
      }
    }
  }
  return rows;
}

/** A table of the sweep of one policy. */
export function reportEager(rows: readonly EagerRow[], policy: string): string {
  return markdownTable(
    [
      '`eot_threshold`, `eager_eot_threshold`',
      'turns',
      'predictions',
      'confirmed',
      'taken back; for each turn',
      'lead p50, s',
      'p10, s',
      'ends without lead',
    ],
    rows
      .filter((row) => row.policy === policy)
      .map(({ eotThreshold, eagerEotThreshold, counts }) => [
        `${eotThreshold}, ${eagerEotThreshold}`,
        counts.ended,
        counts.eagers,
        `${counts.confirmed}, ${percent(counts.confirmed / counts.eagers)}`,
        `${counts.retracted}, ${(counts.retracted / counts.ended).toFixed(2)}`,
        seconds(atShare(counts.leads, 0.5)),
        seconds(atShare(counts.leads, 0.1)),
        counts.ended - counts.confirmed,
      ]),
  );
}
