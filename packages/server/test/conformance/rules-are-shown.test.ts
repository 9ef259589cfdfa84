import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const PROTOCOL = fileURLToPath(new URL('../../../../docs/protocol.md', import.meta.url));
const TESTS = fileURLToPath(new URL('../', import.meta.url));

/** Rules about clients alone: the tests of `@turnstream/flux` show them. */
const CLIENT_RULES: ReadonlySet<string> = new Set(['R35', 'R55', 'R64', 'R68', 'R72', 'R87', 'R106']);

function rulesIn(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...text.matchAll(pattern)].flatMap(([, rule]) => rule ?? []));
}

function readTests(): string {
  return readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('rules-are-shown.test.ts'))
    .map((path) => readFileSync(join(TESTS, path), 'utf8'))
    .join('\n');
}

describe('the rules of docs/protocol.md', () => {
  const numbered = rulesIn(readFileSync(PROTOCOL, 'utf8'), /^- \*\*(R\d+)\*\*/gmu);
  const shown = rulesIn(readTests(), /\b(R\d+)\b/gu);

  it('are each shown by a test of the server, unless they are about clients alone', () => {
    expect([...numbered].filter((rule) => !shown.has(rule) && !CLIENT_RULES.has(rule))).toEqual([]);
  });

  it('are all there are: no test cites another', () => {
    expect(numbered.size).toBeGreaterThan(80);
    expect([...shown].filter((rule) => !numbered.has(rule))).toEqual([]);
  });
});
