import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository's root, with a slash at the end. */
export const repositoryRoot: string = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Every file that git knows or would add, relative to the root, with forward slashes.
 * `patterns` are git pathspecs; without any, all files.
 */
export function listFiles(...patterns: readonly string[]): readonly string[] {
  const output = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...patterns],
    {
      cwd: repositoryRoot,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const deleted = execFileSync('git', ['ls-files', '--deleted', '-z'], { cwd: repositoryRoot, encoding: 'utf8' });
  const gone = new Set(deleted.split('\0'));
  return output.split('\0').filter((path) => path !== '' && !gone.has(path));
}
