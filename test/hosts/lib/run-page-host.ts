import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { CaseResult } from '../../../packages/flux/test/platforms/contract/contract-case.ts';
import { startContractControl } from '../../../packages/flux/test/platforms/contract-server.ts';
import { outcomeOf, type HostOutcome, type HostRun } from './host-run.ts';
import type { SuiteProject } from './suite-project.ts';

const ARGUMENTS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
];
const RUN_TIMEOUT_MS = 180_000;
const PAGE =
  '<!doctype html><meta charset="utf-8"><title>contract</title><script type="module" src="/suite.js"></script>';

/** Runs the suite in a page of the browser at `path`. */
export async function runPageHost(
  path: string,
  run: Omit<HostRun, 'controlUrl'>,
  project: SuiteProject,
): Promise<HostOutcome> {
  const suite = readFileSync(await project.bundle('page', ['browser']), 'utf8');
  // The page comes from the control server: the same origin needs no permission.
  await using control = await startContractControl({
    '/': { contentType: 'text/html', body: PAGE },
    '/suite.js': { contentType: 'text/javascript', body: suite },
  });
  const browser = await chromium.launch({ executablePath: path, args: ARGUMENTS, headless: true });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(control.url);
    await page.waitForFunction(() => 'runContract' in globalThis);
    const results = await withTimeout(
      page.evaluate((given): Promise<readonly CaseResult[]> => Reflect.get(globalThis, 'runContract')(given), {
        ...run,
        controlUrl: control.url,
      }),
    );
    const quiet = outcomeOf('throws nothing outside a promise', errors.length === 0 ? undefined : errors.join('; '));
    return { kind: 'ran', version: browser.version(), results: [...results, quiet] };
  } finally {
    await browser.close();
  }
}

async function withTimeout<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${RUN_TIMEOUT_MS / 1_000} s`)), RUN_TIMEOUT_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
