import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTRACT_CASES } from '../../packages/flux/test/platforms/contract/contract-cases.ts';
import { startContractControl } from '../../packages/flux/test/platforms/contract-server.ts';
import { findRequirement } from '../requirement.ts';
import { outcomeOf, type HostOutcome } from './lib/host-run.ts';
import { HOSTS, type Host } from './lib/hosts.ts';
import { installHosts, type InstalledHosts } from './lib/install-hosts.ts';
import { checkPlatformsPage, writePlatformsPage } from './lib/platforms-page.ts';
import { printTable } from './lib/print-table.ts';
import { runPageHost } from './lib/run-page-host.ts';
import { runProcessHost } from './lib/run-process-host.ts';
import { runWorkerHost } from './lib/run-worker-host.ts';
import { layOutSuiteProject, type SuiteProject } from './lib/suite-project.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean', default: false } } });
const only = values.only?.split(',');
const chosen = HOSTS.filter(({ id }) => only === undefined || only.includes(id));
if (chosen.length === 0) throw new TypeError(`--only takes ${HOSTS.map(({ id }) => id).join(', ')}`);

const outcomes = new Map<Host, HostOutcome>();
{
  using project = await layOutSuiteProject();
  const installed = chosen.some(({ program }) => program !== undefined) ? installHosts() : undefined;
  for (const host of chosen) outcomes.set(host, complete(await tryHost(host, installed, project)));
}
const counts = printTable(outcomes);
const ran = new Map([...outcomes].filter(([, { kind }]) => kind === 'ran'));
const pageErrors = values.write ? writePlatformsPage(ran) : checkPlatformsPage(ran);
for (const error of pageErrors) console.log(`\nFAILED docs/platforms.md\n${error}`);
const missing = outcomes.size - ran.size;
const failed = counts.failed + pageErrors.length + (process.env['REQUIRE_ALL'] === '1' ? missing : 0);
console.log(`\n${counts.passed} passed, ${failed} failed${missing === 0 ? '' : `, ${missing} skipped`}`);
if (failed > 0) process.exitCode = 1;

async function tryHost(host: Host, installed: InstalledHosts | undefined, project: SuiteProject): Promise<HostOutcome> {
  try {
    if (host.program === undefined) return await runHost(host, process.execPath, project);
    if (installed?.kind !== 'installed') return { kind: 'missing', advice: installed?.advice ?? '' };
    return await runHost(host, join(installed.modules, host.program), project);
  } catch (error) {
    return { kind: 'ran', version: 'broken', results: [outcomeOf('runs the suite', String(error))] };
  }
}

/** A host that broke off has failed every case that it did not come to. */
function complete(outcome: HostOutcome): HostOutcome {
  if (outcome.kind === 'missing') return outcome;
  const seen = new Set(outcome.results.map(({ name }) => name));
  const unseen = CONTRACT_CASES.filter(({ name }) => !seen.has(name));
  return { ...outcome, results: [...outcome.results, ...unseen.map(({ name }) => outcomeOf(name, 'it did not run'))] };
}

async function runHost(host: Host, program: string, project: SuiteProject): Promise<HostOutcome> {
  const { platform, socket, rawSocket } = host;
  if (host.kind === 'page') {
    const { missing: isMissing, path, advice } = findRequirement('chromium');
    return isMissing ? { kind: 'missing', advice } : runPageHost(path, { platform, socket, rawSocket }, project);
  }
  await using control = await startContractControl();
  const run = { controlUrl: control.url, platform, socket, rawSocket };
  if (host.kind === 'process') return await runProcessHost(host, program, run, project);
  return await runWorkerHost(program, run, project);
}
