import type { CaseResult } from '../../../packages/flux/test/platforms/contract/contract-case.ts';
import { runContract } from '../../../packages/flux/test/platforms/contract/run-contract.ts';
import type { HostRun } from '../lib/host-run.ts';

const openRaw = (url: string): WebSocket => new WebSocket(url, ['token', 'contract-key']);

async function run({ controlUrl, platform }: HostRun): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  await runContract({ controlUrl, platform, openRaw }, (result) => results.push(result));
  return results;
}

/** The suite in a page: called from outside. */
Object.assign(globalThis, { runContract: run });
