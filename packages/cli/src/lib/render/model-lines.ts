import type { ModelState } from '@turnstream/engine';

const HEAD = ['model', 'state', 'serves', 'size', 'licence', 'languages', 'source'] as const;

function sizeOf({ packages, downloads = [] }: ModelState['model']): string {
  const bytes =
    packages.reduce((sum, { tarballBytes }) => sum + tarballBytes, 0) +
    downloads.reduce((sum, { approximateBytes }) => sum + approximateBytes, 0);
  return `${Math.round(bytes / 1_000_000)} MB`;
}

function sourceOf({ packages, downloads = [] }: ModelState['model']): string {
  const hosts = downloads.map(({ url }) => url.split('/').slice(2, 5).join('/'));
  return [...packages.map(({ name, version }) => `npm ${name}@${version}`), ...new Set(hosts)].join(', ');
}

/** A table of the models of a machine. Models whose hashes are not pinned are marked, and the last line says what that means. */
export function modelLines(models: readonly ModelState[], inUse: ReadonlySet<string>): readonly string[] {
  const rows = models.map(({ model, state, pinned }) => [
    pinned ? model.id : `${model.id} *`,
    inUse.has(model.id) && state === 'installed' ? 'in use' : state,
    model.serves === undefined ? '-' : `${model.serves}${model.keyterms === true ? ', keyterms' : ''}`,
    sizeOf(model),
    model.license,
    model.languages.length === 0 ? 'any' : model.languages.join(' '),
    sourceOf(model),
  ]);
  const table = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return models.every(({ pinned }) => pinned)
    ? lines
    : [...lines, '', '* no hash is pinned: what the first pull brings is recorded, and later looks compare with that'];
}
