import type { Budget, Summary } from './summary.ts';

/** The summaries as a Markdown table. */
export function summaryTable(summaries: readonly Summary[]): string {
  const head = [
    'sessions',
    'client',
    'CPU per 20 ms (min-max)',
    'of ws-80ms',
    'of ws-20ms',
    'latency median',
    'p99',
    'added median',
    'added p99',
    'memory',
  ];
  const rows = summaries.map((summary) => [
    String(summary.sessions),
    summary.client,
    `${summary.cpuMicrosecondsPerFrame.toFixed(2)} us (${summary.leastCpuMicrosecondsPerFrame.toFixed(2)}-${summary.mostCpuMicrosecondsPerFrame.toFixed(2)})`,
    `${summary.cpuOfBare80.toFixed(2)}x`,
    `${summary.cpuOfBare20.toFixed(2)}x`,
    `${summary.latencyMedianMs.toFixed(3)} ms`,
    `${summary.latencyP99Ms.toFixed(2)} ms`,
    `${summary.addedMedianMs.toFixed(3)} ms`,
    `${summary.addedP99Ms.toFixed(2)} ms`,
    `${summary.residentMegabytes.toFixed(0)} MB`,
  ]);
  return markdown(head, rows);
}

/** The budgets as a Markdown table. */
export function budgetTable(budgets: readonly Budget[]): string {
  const rows = budgets.map(({ name, sessions, value, limit, met }) => [
    name,
    String(sessions),
    value.toFixed(3),
    `at most ${limit}`,
    met ? 'met' : 'MISSED',
  ]);
  return markdown(['budget', 'sessions', 'measured', 'promised', ''], rows);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
