import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { CaseResult, ContractCase } from '../../../packages/flux/test/platforms/contract/contract-case.ts';
import { CONTRACT_CASES } from '../../../packages/flux/test/platforms/contract/contract-cases.ts';
import { outcomeOf, type HostOutcome, type HostRun } from './host-run.ts';
import { versionOf } from './run-process-host.ts';
import type { SuiteProject } from './suite-project.ts';

/** As the bundler for Workers sets them. */
const CONDITIONS = ['workerd', 'worker', 'browser'];
const CONCURRENCY = 4;
const CASE_TIMEOUT_MS = 40_000;

/** Loopback only: this Worker needs nothing else. */
const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "suite", worker = .suite), (name = "internet", network = (allow = ["local"])) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "suite") ]
);
const suite :Workerd.Worker = (
  modules = [ (name = "suite", esModule = embed "worker.bundle.mjs") ],
  compatibilityDate = "2026-11-01"
);
`;

/** Runs the suite in workerd, one request for each case. */
export async function runWorkerHost(program: string, run: HostRun, project: SuiteProject): Promise<HostOutcome> {
  await project.bundle('worker', CONDITIONS);
  writeFileSync(`${project.folder}/workerd.capnp`, CONFIG);
  const child = spawn(program, ['serve', '--control-fd=3', 'workerd.capnp'], {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
  }
  try {
    const port = await portOf(child.stdio[3], () => errors);
    const results: CaseResult[] = [];
    const waiting = [...CONTRACT_CASES];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        results.push(await askForCase(port, run, next));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    const noise = outcomeOf('prints nothing', errors.trim() === '' ? undefined : errors.trim().slice(0, 500));
    return { kind: 'ran', version: versionOf(program), results: [...results, noise] };
  } finally {
    child.kill();
  }
}

function portOf(control: unknown, errors: () => string): Promise<number> {
  if (!(control instanceof Readable)) throw new Error('workerd has no control channel');
  const lines = createInterface({ input: control });
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      const { port }: { readonly port: number } = JSON.parse(line);
      resolve(port);
    });
    lines.once('close', () => reject(new Error(`workerd ended: ${errors()}`)));
  });
}

async function askForCase(port: number, run: HostRun, { name }: ContractCase): Promise<CaseResult> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: JSON.stringify({ name, run }),
      signal: AbortSignal.timeout(CASE_TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) return outcomeOf(name, `the Worker answered ${response.status}: ${text.slice(0, 500)}`);
    const result: CaseResult = JSON.parse(text);
    return result;
  } catch (error) {
    return outcomeOf(name, String(error));
  }
}
