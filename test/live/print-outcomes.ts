import type { ProbeOutcome } from './probe.ts';

/** The outcomes as a table of Markdown, which reads well enough as plain text. */
export function outcomeTable(outcomes: readonly ProbeOutcome[]): string {
  const rows = outcomes.map(({ probe, verdict, seen }) => [
    probe.id,
    probe.rules,
    probe.asks,
    probe.expected ?? '(open)',
    seen,
    verdict,
  ]);
  return [['probe', 'rules', 'question', 'expected', 'seen', 'verdict'], ['-', '-', '-', '-', '-', '-'], ...rows]
    .map((cells) => `| ${cells.map(toCell).join(' | ')} |`)
    .join('\n');
}

/** How many outcomes of each kind there are, in a line. */
export function outcomeCounts(outcomes: readonly ProbeOutcome[]): string {
  const verdicts = ['as expected', 'differs', 'seen', 'failed', 'not run'] as const;
  const count = (verdict: ProbeOutcome['verdict']): number =>
    outcomes.filter((outcome) => outcome.verdict === verdict).length;
  return verdicts.map((verdict) => `${count(verdict)} ${verdict}`).join(', ');
}

function toCell(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').replaceAll('|', '\\|').trim();
}
