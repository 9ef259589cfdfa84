import { build } from 'esbuild';
import { join } from 'node:path';

/**
 * Makes plain JavaScript of programs: a loader that compiles while they run, and the names that it gives every function,
 * would be measured too. The clients themselves stay what they are when installed, ours included.
 * @param programs by name, each in a folder of its own as `process.ts`
 * @returns tells where each is
 */
export async function buildProcesses<Name extends string>(
  folder: string,
  programs: readonly Name[],
): Promise<(name: Name) => string> {
  const outdir = join(folder, 'dist');
  await build({
    entryPoints: programs.map((name) => ({ in: join(folder, name, 'process.ts'), out: name })),
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
