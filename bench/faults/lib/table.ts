import type { Fault } from './faults.ts';
import { CLIENT_NAMES, type ClientName, type NoticeKind, type RunResult } from './run.ts';

/** One call of one client through one fault. */
export type Outcome = {
  readonly fault: string;
  readonly client: ClientName;
  readonly result: RunResult;
  /** Dials that reached the server. */
  readonly dials: number;
};

/** The outcomes as a Markdown table, one line for each fault and client. */
export function outcomeTable(outcomes: readonly Outcome[], faults: readonly Fault[]): string {
  const head = [
    'fault',
    'client',
    'words heard of said',
    'only in a text never finished',
    'errors reported',
    'turns left open',
    'memory grown',
    'dials',
  ];
  const lines = faults.flatMap(({ name }) =>
    CLIENT_NAMES.flatMap((client) => {
      const outcome = outcomes.find((each) => each.fault === name && each.client === client);
      return outcome === undefined ? [] : [[name, client, ...cells(outcome)]];
    }),
  );
  return markdown(head, lines);
}

/** The outcomes in one line for each fault: words heard / times told / turns left open / megabytes grown. */
export function shortTable(outcomes: readonly Outcome[], faults: readonly Fault[]): string {
  const lines = faults.map(({ name }) => {
    const own = outcomes.filter(({ fault }) => fault === name);
    const cellsOfClients = CLIENT_NAMES.map((client) => own.find((outcome) => outcome.client === client));
    const said = own[0]?.result.said ?? 0;
    return [name, String(said), ...cellsOfClients.map((outcome) => (outcome === undefined ? '' : shortCell(outcome)))];
  });
  return markdown(['fault', 'words', ...CLIENT_NAMES], lines);
}

function shortCell({ result }: Outcome): string {
  const { heard, notices, turnsLeftOpen, grownBytes } = result;
  return `${heard} / ${notices.length} / ${turnsLeftOpen} / ${megabytes(grownBytes)}`;
}

function megabytes(bytes: number): string {
  return Math.max(0, bytes / 1e6).toFixed(1);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells({ result, dials }: Outcome): readonly string[] {
  return [
    `${result.heard} of ${result.said}`,
    String(result.heardUnfinished),
    noticeSummary(result),
    String(result.turnsLeftOpen),
    `${megabytes(result.grownBytes)} MB`,
    String(dials),
  ];
}

function noticeSummary({ notices }: RunResult): string {
  const counts = new Map<NoticeKind, number>();
  for (const { kind } of notices) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'none';
}
