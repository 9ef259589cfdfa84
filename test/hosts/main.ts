import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startContractControl } from '../../packages/flux/test/platforms/contract-server.ts';
import { findRequirement } from '../requirement.ts';
import type { HostOutcome } from './lib/host-run.ts';
import { HOSTS, type Host } from './lib/hosts.ts';
import { installHosts } from './lib/install-hosts.ts';
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
  for (const host of chosen) {
    const modules = installed?.kind === 'installed' ? installed.modules : undefined;
    if (host.program !== undefined && modules === undefined) {
      const advice = installed?.kind === 'missing' ? installed.advice : '';
      outcomes.set(host, { kind: 'missing', advice });
    } else
      outcomes.set(
        host,
        await runHost(host, host.program === undefined ? undefined : join(modules ?? '', host.program), project),
      );
  }
}
const counts = printTable(outcomes);
const pageError = values.write ? writePlatformsPage(outcomes) : checkPlatformsPage(outcomes);
if (pageError !== undefined) console.error(`FAILED docs/platforms.md: ${pageError}`);
const missing = [...outcomes.values()].filter(({ kind }) => kind === 'missing').length;
const mustHaveAll = process.env['REQUIRE_ALL'] === '1';
const failed = counts.failed + (pageError === undefined ? 0 : 1) + (mustHaveAll ? missing : 0);
console.log(
  `\n${counts.passed + (pageError === undefined ? 1 : 0)} passed, ${failed} failed${missing === 0 ? '' : `, ${missing} skipped`}`,
);
if (failed > 0) process.exitCode = 1;

async function runHost(host: Host, program: string | undefined, project: SuiteProject): Promise<HostOutcome> {
  const { platform, socket, rawSocket } = host;
  if (host.kind === 'page') {
    const { missing: isMissing, path, advice } = findRequirement('chromium');
    return isMissing ? { kind: 'missing', advice } : runPageHost(path, { platform, socket, rawSocket }, project);
  }
  await using control = await startContractControl();
  const run = { controlUrl: control.url, platform, socket, rawSocket };
  if (host.kind === 'process') return await runProcessHost(host, program ?? process.execPath, run, project);
  return await runWorkerHost(program ?? '', run, project);
}
