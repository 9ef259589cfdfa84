import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A project as a user has it: the built packages in `node_modules`, and the suite. */
export type SuiteProject = Disposable & {
  readonly folder: string;
  /** The suite for a host that resolves packages by itself. */
  readonly processSuite: string;
  /** The suite with everything in one file, resolved with these conditions. */
  bundle(entry: 'page' | 'worker', conditions: readonly string[]): Promise<string>;
};

const root = fileURLToPath(new URL('../../../', import.meta.url));
const OWN_SCOPE = '@turnstream/';

/** Lays out the project in a temporary folder. The packages must have been built. */
export async function layOutSuiteProject(): Promise<SuiteProject> {
  const folder = mkdtempSync(join(tmpdir(), 'turnstream-hosts-'));
  const modules = join(folder, 'node_modules');
  addPackage('@turnstream/flux', modules);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const common = { bundle: true, format: 'esm', target: 'es2022', logLevel: 'error' } as const;
  const suiteOf = async (entry: string): Promise<string> => {
    const outfile = join(folder, `${entry}.mjs`);
    await build({
      ...common,
      entryPoints: [`${root}test/hosts/entries/${entry}.ts`],
      external: ['@turnstream/*', 'ws', 'node:*'],
      platform: 'neutral',
      outfile,
    });
    return outfile;
  };
  return {
    folder,
    processSuite: await suiteOf('process'),
    bundle: async (entry, conditions) => {
      const outfile = join(folder, `${entry}.bundle.mjs`);
      await build({
        ...common,
        entryPoints: [await suiteOf(entry)],
        platform: 'neutral',
        mainFields: ['module', 'main'],
        conditions: [...conditions],
        outfile,
      });
      return outfile;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Copies a package and what it depends on; of our own what is published. */
function addPackage(name: string, modules: string): void {
  const target = join(modules, name);
  if (existsSync(target)) return;
  const isOwn = name.startsWith(OWN_SCOPE);
  const source = isOwn ? `${root}packages/${name.slice(OWN_SCOPE.length)}` : `${root}node_modules/${name}`;
  mkdirSync(target, { recursive: true });
  for (const part of isOwn ? ['package.json', 'dist'] : ['.']) {
    cpSync(join(source, part), join(target, part), { recursive: true });
  }
  const manifest: { readonly dependencies?: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(source, 'package.json'), 'utf8'),
  );
  for (const dependency of Object.keys(manifest.dependencies ?? {})) addPackage(dependency, modules);
}
