import { existsSync, readdirSync } from 'node:fs';
import { measureFolder } from './lib/measure-folder.ts';
import { reportOffences } from './lib/report-offences.ts';
import { repositoryRoot } from './lib/repository.ts';

/** What `npm ci` at the root may take. It is what a newcomer waits for, so a step up wants a reason. */
const MAX_INSTALLED_MB = 320;
const LARGEST_SHOWN = 5;

const root = `${repositoryRoot}node_modules`;
const offences: string[] = [];
if (existsSync(root)) {
  const { bytes, files } = measureFolder(root);
  const megabytes = bytes / 1e6;
  const largest = listInstalled()
    .map((name) => ({ name, bytes: measureFolder(`${root}/${name}`).bytes }))
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST_SHOWN)
    .map((each) => `${each.name} ${(each.bytes / 1e6).toFixed(0)} MB`);
  console.log(`size: npm ci takes ${megabytes.toFixed(0)} MB in ${files} files; largest: ${largest.join(', ')}`);
  if (megabytes > MAX_INSTALLED_MB) {
    offences.push(
      `npm ci takes ${megabytes.toFixed(0)} MB, more than ${MAX_INSTALLED_MB}; find what grew or raise the limit`,
    );
  }
} else {
  offences.push('nothing is installed; run npm ci');
}
reportOffences('size', offences, `within ${MAX_INSTALLED_MB} MB`);

function listInstalled(): readonly string[] {
  return readdirSync(root)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(`${root}/${name}`).map((inner) => `${name}/${inner}`) : [name],
    );
}
