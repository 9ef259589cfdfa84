import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { CaseResult } from '../../../packages/flux/test/platforms/contract/contract-case.ts';
import { CONTRACT_CASES } from '../../../packages/flux/test/platforms/contract/contract-cases.ts';
import { outcomeOf, type HostOutcome, type HostRun } from './host-run.ts';
import type { Host } from './hosts.ts';
import type { SuiteProject } from './suite-project.ts';

const RUN_TIMEOUT_MS = 180_000;

/** How long a process may take to end once its last session has. */
const EXIT_WITHIN_MS = 5_000;

/** Runs the suite as a process of `program`. */
export async function runProcessHost(
  host: Host,
  program: string,
  run: HostRun,
  project: SuiteProject,
): Promise<HostOutcome> {
  const results: CaseResult[] = [];
  const child = spawn(program, [...host.flags, project.processSuite, JSON.stringify(run)], {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let timer = setTimeout(() => child.kill('SIGKILL'), RUN_TIMEOUT_MS);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) errors += `${line}\n`;
    else {
      const result: CaseResult = JSON.parse(line);
      results.push(result);
    }
    if (results.length < CONTRACT_CASES.length) return;
    clearTimeout(timer);
    timer = setTimeout(() => child.kill('SIGKILL'), EXIT_WITHIN_MS);
  });
  const ended = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      if (signal !== null) resolve(`it did not end within ${EXIT_WITHIN_MS / 1_000} s of its last session`);
      else resolve(code === 0 ? undefined : `it ended with code ${code}: ${errors.trim().slice(-1_000)}`);
    });
  });
  clearTimeout(timer);
  const exit = outcomeOf('ends its process by itself', ended);
  const noise = outcomeOf('prints nothing', errors.trim() === '' ? undefined : errors.trim().slice(0, 500));
  return { kind: 'ran', version: versionOf(program), results: [...results, exit, noise] };
}

/** What a program says of its version, in one line. */
export function versionOf(program: string): string {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return stdout.split('\n')[0]?.trim() ?? '';
}
