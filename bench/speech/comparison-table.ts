import { NO_ERRORS, addErrors, errorRate } from './word-errors.ts';
import type { WordErrors } from './word-errors.ts';

/** One recording, decoded both ways. */
export type Comparison = {
  readonly name: string;
  readonly category: string;
  readonly audioSeconds: number;
  readonly streamed: WordErrors;
  readonly cutAtPauses: WordErrors;
  readonly turnsStarted: number;
  readonly turnsEnded: number;
  readonly takenBack: number;
};

/** All recordings of a group together. */
export type Row = {
  readonly group: string;
  readonly recordings: number;
  readonly words: number;
  readonly streamedRate: number;
  readonly cutAtPausesRate: number;
  readonly turnsStarted: number;
  readonly turnsEnded: number;
};

/** One row for each category, in order of appearance, and one for all. */
export function summarise(comparisons: readonly Comparison[]): readonly Row[] {
  const categories = [...new Set(comparisons.map(({ category }) => category))];
  return [
    ...categories.map((category) =>
      row(
        category,
        comparisons.filter((each) => each.category === category),
      ),
    ),
    row('all', comparisons),
  ];
}

function row(group: string, comparisons: readonly Comparison[]): Row {
  const streamed = comparisons.map((each) => each.streamed).reduce(addErrors, NO_ERRORS);
  const cutAtPauses = comparisons.map((each) => each.cutAtPauses).reduce(addErrors, NO_ERRORS);
  return {
    group,
    recordings: comparisons.length,
    words: streamed.words,
    streamedRate: errorRate(streamed),
    cutAtPausesRate: errorRate(cutAtPauses),
    turnsStarted: comparisons.reduce((sum, each) => sum + each.turnsStarted, 0),
    turnsEnded: comparisons.reduce((sum, each) => sum + each.turnsEnded, 0),
  };
}

/** The rows as a Markdown table. */
export function renderTable(rows: readonly Row[]): string {
  const heading = '| | recordings | words | streamed, WER | cut at pauses, WER | difference, points | turns ended |';
  const lines = rows.map((each) =>
    [
      '',
      each.group,
      each.recordings,
      each.words,
      percent(each.streamedRate),
      percent(each.cutAtPausesRate),
      points(each.streamedRate - each.cutAtPausesRate),
      `${each.turnsEnded} of ${each.turnsStarted}`,
      '',
    ]
      .join(' | ')
      .trim(),
  );
  return [heading, '|---|--:|--:|--:|--:|--:|--:|', ...lines].join('\n');
}

function percent(rate: number): string {
  return `${(rate * 100).toFixed(1)} %`;
}

function points(difference: number): string {
  return `${difference < 0 ? '' : '+'}${(difference * 100).toFixed(1)}`;
}
