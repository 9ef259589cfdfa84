import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { reportOffences } from './lib/report-offences.ts';
import { listFiles, repositoryRoot } from './lib/repository.ts';
import { listTargets, listWorkspacePackages, type WorkspacePackage } from './lib/workspace-package.ts';

/** The private condition under which the sources run without a build. */
const SOURCE_CONDITION = '@turnstream/source';

const offences: string[] = [];
let entries = 0;
for (const workspacePackage of listWorkspacePackages()) {
  checkTargets(workspacePackage);
  checkEntryFiles(workspacePackage);
  checkStaleOutput(workspacePackage);
}
reportOffences('exports', offences, `${entries} entries exist, as source and built, and hold only named re-exports`);

/** Every path that package.json names must be there; run after a build. */
function checkTargets({ folder, manifest }: WorkspacePackage): void {
  const named = { ...manifest.exports, ...manifest.imports, ...manifest.bin };
  for (const [entry, value] of Object.entries(named)) {
    const targets = listTargets(value);
    for (const { path } of targets) {
      if (!existsSync(`${repositoryRoot}${folder}/${path}`)) {
        offences.push(
          `${folder}: "${entry}" names ${path}, which does not exist${path.startsWith('./dist/') ? ' (was it built?)' : ''}`,
        );
      }
    }
    const isSubpath = manifest.exports?.[entry] === value && entry !== './package.json';
    if (isSubpath) checkOrder(folder, entry, Object.keys(typeof value === 'string' ? {} : value));
  }
}

/** A resolver takes the first condition that fits, so their order is part of their meaning. */
function checkOrder(folder: string, entry: string, conditions: readonly string[]): void {
  const expected = [SOURCE_CONDITION, 'types', 'default'];
  const known = conditions.filter((condition) => expected.includes(condition));
  if (known.join() !== expected.join()) {
    offences.push(`${folder}: "${entry}" must have the conditions ${expected.join(', ')}, in this order`);
  }
}

/** `src/<entry>.ts` only passes on names from `src/lib`. */
function checkEntryFiles({ folder, manifest }: WorkspacePackage): void {
  const sources = new Set(
    Object.values(manifest.exports ?? {})
      .flatMap((value) => listTargets(value))
      .filter(({ condition }) => condition === SOURCE_CONDITION)
      .map(({ path }) => path.replace('./', '')),
  );
  const programs = new Set(
    Object.values(manifest.bin ?? {}).map((path) => path.replace('./dist/', 'src/').replace(/\.js$/u, '.ts')),
  );
  for (const path of listFiles(`:(glob)${folder}/src/*.ts`)) {
    const inPackage = path.slice(folder.length + 1);
    if (inPackage.endsWith('.test.ts') || programs.has(inPackage)) continue;
    entries += 1;
    if (!sources.has(inPackage)) offences.push(`${path}: is no entry of ${folder}/package.json; move it into src/lib`);
    const source = ts.createSourceFile(path, readFileSync(repositoryRoot + path, 'utf8'), ts.ScriptTarget.ES2022, true);
    for (const statement of source.statements) {
      if (!isNamedReExport(statement)) {
        const { line } = source.getLineAndCharacterOfPosition(statement.getStart());
        offences.push(`${path}:${line + 1}: an entry holds only "export { name } from './lib/...'"`);
      }
    }
  }
}

function isNamedReExport(statement: ts.Statement): boolean {
  if (!ts.isExportDeclaration(statement)) return false;
  const { exportClause, moduleSpecifier } = statement;
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return false;
  if (exportClause.elements.some((element) => element.name.text === 'default')) return false;
  if (moduleSpecifier === undefined) return exportClause.elements.length === 0;
  return ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text.startsWith('./lib/');
}

/** Output whose source is gone would be published. */
function checkStaleOutput({ folder }: WorkspacePackage): void {
  const dist = `${repositoryRoot}${folder}/dist`;
  if (!existsSync(dist)) return;
  for (const path of ts.sys.readDirectory(dist, ['.js'])) {
    const source = path.slice(dist.length + 1).replace(/\.js$/u, '.ts');
    if (existsSync(`${repositoryRoot}${folder}/src/${source}`)) continue;
    offences.push(`${path.slice(repositoryRoot.length)}: its source is gone; run npm run clean`);
  }
}
