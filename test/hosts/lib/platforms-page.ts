import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Fact } from '../../../packages/flux/test/platforms/contract/contract-case.ts';
import type { HostOutcome } from './host-run.ts';
import type { Host } from './hosts.ts';

const PAGE = fileURLToPath(new URL('../../../docs/platforms.md', import.meta.url));

/** The tables of the page, each under a comment with its name, and the facts that its columns show. */
const TABLES: Readonly<Record<string, readonly Fact[]>> = {
  dialling: ['credential', 'refusal', 'events after a 401', 'dg-headers', 'pings', 'buffered bytes'],
  ends: ['close 1000', 'close 1001', 'close 1005', 'close 1006', 'close 1011', 'reset'],
};

/** Puts the rows of the hosts that ran into the page. */
export function writePlatformsPage(outcomes: ReadonlyMap<Host, HostOutcome>): readonly string[] {
  let text = readFileSync(PAGE, 'utf8');
  for (const { known, seen } of rowsOf(text, outcomes)) text = text.replace(known, () => seen);
  writeFileSync(PAGE, text);
  return [];
}

/** The rows that the page has otherwise than they were seen. */
export function checkPlatformsPage(outcomes: ReadonlyMap<Host, HostOutcome>): readonly string[] {
  return rowsOf(readFileSync(PAGE, 'utf8'), outcomes)
    .filter(({ known, seen }) => cellsOf(known) !== cellsOf(seen))
    .map(
      ({ known, seen }) => `  it says   ${known.replaceAll(/ +/gu, ' ')}\n  was seen  ${seen}\n  --write puts it right`,
    );
}

/** The rows of the hosts that ran: as the page has them, and as they were seen. */
function rowsOf(
  text: string,
  outcomes: ReadonlyMap<Host, HostOutcome>,
): readonly { readonly known: string; readonly seen: string }[] {
  return Object.entries(TABLES).flatMap(([table, facts]) => {
    const lines = text.slice(text.indexOf(`<!-- ${table} -->`)).split('\n');
    return [...outcomes].flatMap(([{ platform }, outcome]) => {
      if (outcome.kind !== 'ran') return [];
      const known = lines.find((line) => line.startsWith(`| ${platform.name} `));
      if (known === undefined) throw new Error(`docs/platforms.md has no row for ${platform.name} under ${table}`);
      const found: Partial<Record<Fact, string>> = Object.assign({}, ...outcome.results.map((result) => result.facts));
      const cells = facts.map((fact) => (found[fact] ?? 'not seen').replaceAll('|', '/'));
      return [{ known, seen: `| ${platform.name} | ${cells.join(' | ')} |` }];
    });
  });
}

/** The cells without the formatter's padding. */
function cellsOf(row: string): string {
  return row
    .split('|')
    .map((text) => text.trim())
    .join('|');
}
