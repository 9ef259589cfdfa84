import { spawnSync } from 'node:child_process';
import { repositoryRoot } from './lib/repository.ts';

/** The parts of `npm run check`, cheapest first; those after `check:types` read what it builds, and the linter its types. */
const CHECKS = [
  'format',
  'links',
  'lock',
  'versions',
  'boundaries',
  'types',
  'lint',
  'exports',
  'docs',
  'snippets',
  'unused',
  'packages',
  'size',
] as const;

const failed: string[] = [];
for (const check of CHECKS) {
  const startedAt = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', `check:${check}`], { cwd: repositoryRoot, stdio: 'inherit' });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${check} (${seconds} s)`);
  if (status !== 0) failed.push(check);
}
if (failed.length > 0) {
  console.error(`\n${failed.length} of ${CHECKS.length} checks failed: ${failed.join(', ')}`);
  process.exitCode = 1;
} else {
  console.log(`\nall ${CHECKS.length} checks passed`);
}
