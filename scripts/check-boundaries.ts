import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, normalize } from 'node:path/posix';
import { listImports, type ModuleImport } from './lib/list-imports.ts';
import { reportOffences } from './lib/report-offences.ts';
import { listFiles, repositoryRoot } from './lib/repository.ts';
import { listWorkspacePackages, readManifest, type WorkspacePackage } from './lib/workspace-package.ts';

type ImportRule = {
  /** The siblings' entries this package may import. */
  readonly siblings: readonly string[];
  /** Those of which it may import types only. */
  readonly siblingTypes?: readonly string[];
  /** Files that may use Node's own modules; all, when absent. */
  readonly nodeFiles?: readonly string[];
};

/** Who may import whom: the table of docs/architecture.md. */
const RULES: Readonly<Record<string, ImportRule>> = {
  '@turnstream/audio': { siblings: [], nodeFiles: [] },
  // The resampler's WASM must not reach the browser client, so not `@turnstream/audio/resample`.
  '@turnstream/flux': { siblings: ['@turnstream/audio'], nodeFiles: ['src/lib/web-socket/node.ts'] },
  '@turnstream/pipeline': {
    siblings: ['@turnstream/flux', '@turnstream/flux/protocol', '@turnstream/audio', '@turnstream/audio/resample'],
  },
  '@turnstream/engine': { siblings: ['@turnstream/audio', '@turnstream/audio/resample'] },
  // Client and server share the codec and nothing else.
  '@turnstream/server': {
    siblings: ['@turnstream/flux/protocol', '@turnstream/engine', '@turnstream/audio', '@turnstream/audio/resample'],
  },
  '@turnstream/testing': {
    siblings: ['@turnstream/flux/protocol', '@turnstream/pipeline'],
    siblingTypes: ['@turnstream/flux'],
  },
  turnstream: {
    siblings: [
      '@turnstream/audio',
      '@turnstream/audio/resample',
      '@turnstream/flux',
      '@turnstream/flux/protocol',
      '@turnstream/pipeline',
      '@turnstream/engine',
      '@turnstream/engine/sherpa',
      '@turnstream/server',
    ],
  },
  '@turnstream/studio': { siblings: ['@turnstream/flux', '@turnstream/flux/protocol', '@turnstream/audio'] },
};

const NODE_MODULES: ReadonlySet<string> = new Set(builtinModules);

const packages = listWorkspacePackages();
const siblingNames = new Set(packages.map(({ manifest }) => manifest.name));
const rootManifest = readManifest('.');
const offences: string[] = [];
let checkedFiles = 0;

for (const workspacePackage of packages) {
  checkSiblingRanges(workspacePackage);
  const rule = RULES[workspacePackage.manifest.name];
  if (rule === undefined) {
    offences.push(
      `${workspacePackage.folder}: ${workspacePackage.manifest.name} is not in the table of check-boundaries.ts`,
    );
    continue;
  }
  for (const path of listFiles(`${workspacePackage.folder}/*.ts`)) {
    checkedFiles += 1;
    for (const found of listImports(path, readFileSync(repositoryRoot + path, 'utf8'))) {
      const offence = judge(workspacePackage, rule, path, found);
      if (offence !== undefined) offences.push(`${path}:${found.line}: ${offence}`);
    }
  }
}
reportOffences(
  'boundaries',
  offences,
  `${checkedFiles} files of ${packages.length} packages import only what they may`,
);

function judge(owner: WorkspacePackage, rule: ImportRule, path: string, found: ModuleImport): string | undefined {
  const { specifier } = found;
  const inPackage = path.slice(owner.folder.length + 1);
  const isTest = inPackage.endsWith('.test.ts') || inPackage.startsWith('test/');
  if (specifier.startsWith('.')) {
    const target = normalize(join(path, '..', specifier));
    const stays = target.startsWith(`${owner.folder}/`) || (isTest && isSharedByTests(target));
    return stays ? undefined : `"${specifier}" leaves the package; import the sibling by its name`;
  }
  if (specifier.startsWith('#')) return undefined;
  if (specifier.startsWith('node:') || NODE_MODULES.has(specifier)) {
    if (!specifier.startsWith('node:')) return `write "node:${specifier}"`;
    const allowed = isTest || rule.nodeFiles === undefined || rule.nodeFiles.includes(inPackage);
    return allowed ? undefined : `"${specifier}" in a package that must run without Node`;
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (name === owner.manifest.name)
    return isTest ? undefined : `a package imports itself by path, not as "${specifier}"`;
  if (siblingNames.has(name)) return judgeSibling(owner, rule, inPackage, found, name);
  return isDeclared(owner, name, isTest, found.typeOnly)
    ? undefined
    : `"${name}" is not declared in ${owner.folder}/package.json`;
}

function judgeSibling(
  owner: WorkspacePackage,
  rule: ImportRule,
  inPackage: string,
  found: ModuleImport,
  name: string,
): string | undefined {
  const { specifier } = found;
  // Whole-system tests live in `test/`: there a client may meet a server. Tests beside the source keep to the table.
  if (inPackage.startsWith('test/')) return undefined;
  if (inPackage.endsWith('.test.ts') && name === '@turnstream/testing') return undefined;
  const allowed =
    rule.siblings.includes(specifier) || (found.typeOnly && rule.siblingTypes?.includes(specifier) === true);
  if (!allowed) return `${owner.manifest.name} may not import "${specifier}"`;
  return isDeclared(owner, name, inPackage.endsWith('.test.ts'), found.typeOnly)
    ? undefined
    : `"${name}" is not declared in ${owner.folder}/package.json`;
}

function isDeclared({ manifest }: WorkspacePackage, name: string, isTest: boolean, typeOnly: boolean): boolean {
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  if (name in declared) return true;
  // Types of a package that is loaded behind an interface may come from a development dependency.
  const development = { ...manifest.devDependencies, ...rootManifest.devDependencies };
  return (isTest || typeOnly) && (name in development || `@types/${name}` in development);
}

function isSharedByTests(target: string): boolean {
  return target.startsWith('test/') || target.startsWith('fixtures/');
}

function checkSiblingRanges({ folder, manifest }: WorkspacePackage): void {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
  for (const ranges of [dependencies, devDependencies, peerDependencies, optionalDependencies]) {
    for (const [name, range] of Object.entries(ranges ?? {})) {
      const sibling = packages.find((candidate) => candidate.manifest.name === name);
      if (sibling !== undefined && range !== sibling.manifest.version) {
        offences.push(`${folder}/package.json: "${name}" must be exactly ${sibling.manifest.version}, not ${range}`);
      }
    }
  }
}
