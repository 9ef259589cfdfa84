import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { commandList } from '../src/lib/commands/command-list.ts';
import { EXIT_CODE } from '../src/lib/failure/exit-code.ts';

const page = await readFile(new URL('../../../docs/command-line.md', import.meta.url), 'utf8');

describe('docs/command-line.md', () => {
  it.each(commandList)('has a section on $name with every option of it', async ({ name, load }) => {
    const { optionGroups } = await load();
    expect(page).toMatch(new RegExp(`^## ${name}$`, 'm'));
    for (const option of optionGroups.flatMap((group) => group.options)) expect(page).toContain(`\`--${option.name}`);
  });

  it('lists every exit code and no other', () => {
    const section = page.split('## Exit codes')[1]?.split('\n## ')[0] ?? '';
    const listed = Array.from(section.matchAll(/^\| (\d+) /gm), (match) => Number(match[1]));
    expect(listed).toEqual(Object.values(EXIT_CODE).toSorted((first, second) => first - second));
  });
});
