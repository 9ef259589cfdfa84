import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

const entries = readdirSync(`${root}packages`).flatMap((folder) => {
  const manifest: { readonly name: string; readonly exports: Readonly<Record<string, unknown>> } = JSON.parse(
    readFileSync(`${root}packages/${folder}/package.json`, 'utf8'),
  );
  return Object.keys(manifest.exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => manifest.name + entry.slice(1));
});

/** What the importing process looks at before and after, as a program of its own. */
const PROBE = `
  const look = () => ({
    resources: process.getActiveResourcesInfo().filter((name) => !/^(?:Pipe|TTY|Connect|FSReq|File|CloseReq|MessagePort)/u.test(name)),
    globals: Object.getOwnPropertyNames(globalThis).length,
    listeners: process.eventNames().reduce((count, name) => count + process.listenerCount(name), 0),
  });
  await import('node:fs/promises');
  const before = look();
  await import(process.argv[1]);
  const after = look();
  process.stdout.write(JSON.stringify({ before, after }));
`;

describe('importing a package', () => {
  it.each(entries)('%s starts nothing, adds no globals and no process listeners', (entry) => {
    const flags = ['--conditions=@turnstream/source', '--import=tsx', '--input-type=module', '-e', PROBE, entry];
    const { status, stdout, stderr } = spawnSync(process.execPath, flags, { cwd: root, encoding: 'utf8' });
    expect(stderr).toBe('');
    const { before, after } = JSON.parse(stdout);
    expect(after).toEqual(before);
    // It ended by itself: nothing was left running.
    expect(status).toBe(0);
  });
});
