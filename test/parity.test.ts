import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as pipeline from '@turnstream/pipeline';
import { DeepgramFluxSTTService } from '@turnstream/pipeline';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/parity.md', root), 'utf8');

/** The rows of the table under a heading, each as its cells without their code marks. */
function rowsUnder(heading: string): string[][] {
  const section = page.split(new RegExp(`^#+ ${heading}$`, 'mu'))[1]?.split(/^#/mu)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The names in code marks in a cell. */
function namesIn(cell = ''): string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/gu), (match) => match[1] ?? '');
}

function secondNames(heading: string): string[] {
  return rowsUnder(heading).flatMap(([, cell]) => namesIn(cell).slice(0, 1));
}

function sourceOf(path: string): string {
  return readFileSync(new URL(`packages/pipeline/src/lib/${path}`, root), 'utf8');
}

function inCamelCase(name: string): string {
  return name.replaceAll(/_(.)/gu, (_, letter: string) => letter.toUpperCase());
}

describe('docs/parity.md', () => {
  it('links to what is there', () => {
    const links = Array.from(page.matchAll(/\]\((\.\.\/[^)#]+)[^)]*\)/gu), (match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(60);
    const missing = links.filter((link) => !existsSync(fileURLToPath(new URL(link, new URL('docs/', root)))));
    expect(missing).toEqual([]);
  });

  it('names every option of the service that the Python one has, and none that is not there', () => {
    const options = [
      'deepgram/flux/deepgram-flux-stt-options.ts',
      'services/stt-service.ts',
      'processor/frame-processor-options.ts',
    ]
      .map(sourceOf)
      .join('\n');
    const names = secondNames('Constructor');
    expect(names.length).toBeGreaterThan(20);
    const unknown = names.filter((name) => !new RegExp(`readonly ${name}\\?:|'${name}'`, 'u').test(options));
    expect(unknown).toEqual([]);
  });

  it('names every setting, and each can be given', () => {
    const names = secondNames('Settings');
    const { settings } = new DeepgramFluxSTTService({ apiKey: 'any' });
    expect(names.toSorted()).toEqual(Object.keys(settings).toSorted());
  });

  it('names every event of the service, each by its Python name in camel case where it has one', () => {
    const declared = sourceOf('deepgram/flux/deepgram-flux-stt-service.ts') + sourceOf('processor/frame-processor.ts');
    const rows = rowsUnder('Events').map(([python, typescript]) => ({
      was: namesIn(python)[0],
      name: namesIn(typescript)[0] ?? '',
    }));
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.filter(({ name }) => !declared.includes(`${name}: 'background'`))).toEqual([]);
    const renamed = rows.filter(({ was, name }) => was !== undefined && inCamelCase(was.slice(3)) !== name);
    expect(renamed).toEqual([]);
  });

  it('names classes and functions around the service that the package exports', () => {
    const names = rowsUnder('Around the service')
      .flatMap(([, cell]) => namesIn(cell))
      .filter((name) => !name.includes('.') && !name.startsWith('@') && name !== 'runTest');
    expect(names.filter((name) => !Object.hasOwn(pipeline, name))).toEqual([]);
  });

  it('has a row for every test that is named after a weak point or a guarantee', () => {
    const folders = ['weak-points', 'guarantees'].map((name) => `packages/pipeline/test/${name}/`);
    const tests = folders.flatMap((folder) => readdirSync(new URL(folder, root)).map((file) => `../${folder}${file}`));
    expect(tests.filter((path) => !page.includes(`(${path})`))).toEqual([]);
  });
});
