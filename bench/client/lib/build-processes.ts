import { build } from 'esbuild';
import { join } from 'node:path';

/** The programs that are run, as plain JavaScript. */
export type Programs = { readonly server: string; readonly client: string };

/**
 * Makes plain JavaScript of the two programs: a loader that compiles while they run, and the names that it gives
 * every function, would be measured too. The clients themselves stay what they are when installed, ours included.
 */
export async function buildProcesses(folder: string): Promise<Programs> {
  const outdir = join(folder, 'dist');
  await build({
    entryPoints: { server: join(folder, 'server/process.ts'), client: join(folder, 'client/process.ts') },
    outdir,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  return { server: join(outdir, 'server.mjs'), client: join(outdir, 'client.mjs') };
}
