import type { CaseResult } from '../../../packages/flux/test/platforms/contract/contract-case.ts';
import { CONTRACT_CASES } from '../../../packages/flux/test/platforms/contract/contract-cases.ts';
import type { HostOutcome } from './host-run.ts';
import type { Host } from './hosts.ts';

/** Prints every case on every host, and what failed. */
export function printTable(outcomes: ReadonlyMap<Host, HostOutcome>): {
  readonly passed: number;
  readonly failed: number;
} {
  const columns = [...outcomes].flatMap(([host, outcome]) => (outcome.kind === 'ran' ? [{ host, ...outcome }] : []));
  const found = columns.flatMap(({ results }) => results.map(({ name }) => name));
  const names = [...new Set([...CONTRACT_CASES.map(({ name }) => name), ...found])];
  const width = Math.max(...names.map((name) => name.length), 0);
  columns.forEach(({ host, version }, index) => console.log(`${index + 1}  ${plain(host)} (${version})`));
  console.log(`\n${''.padEnd(width)}  ${columns.map((_column, index) => String(index + 1).padEnd(6)).join(' ')}`);
  for (const name of names) {
    const cells = columns.map(({ results }) => cell(results.find((result) => result.name === name)).padEnd(6));
    console.log(`${name.padEnd(width)}  ${cells.join(' ')}`);
  }
  for (const [host, outcome] of outcomes) {
    if (outcome.kind === 'missing') console.log(`\nskipped: ${plain(host)}: ${outcome.advice}`);
  }
  const failures = columns.flatMap(({ host, results }) =>
    results.filter(({ passed }) => !passed).map((result) => ({ host, ...result })),
  );
  for (const { host, name, error } of failures) console.log(`\nFAILED on ${plain(host)}: ${name}\n  ${error}`);
  const total = columns.reduce((count, { results }) => count + results.length, 0);
  return { passed: total - failures.length, failed: failures.length };
}

function plain({ platform }: Host): string {
  return platform.name.replaceAll('`', '');
}

function cell(result: CaseResult | undefined): string {
  if (result === undefined) return '-';
  return result.passed ? 'ok' : 'FAILED';
}
