import { build } from 'esbuild';
import { join } from 'node:path';

/**
 * Makes plain JavaScript of programs: a loader that compiles while they run, and the names that it gives every function,
 * would be measured too. The clients themselves stay what they are when installed, ours included.
 * @param folder they go to `dist` in it
 * @param programs by name, the file of each in the folder
 * @returns tells where each is
 */
export async function buildProcesses<Name extends string>(
  folder: string,
  programs: Readonly<Record<Name, string>>,
): Promise<(name: Name) => string> {
  const outdir = join(folder, 'dist');
  await build({
    entryPoints: Object.entries<string>(programs).map(([out, file]) => ({ in: join(folder, file), out })),
    outdir,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  return (name) => join(outdir, `${name}.mjs`);
}
