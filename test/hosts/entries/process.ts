import process from 'node:process';
import { webSocketTransport } from '@turnstream/flux';
import { runContract } from '../../../packages/flux/test/platforms/contract/run-contract.ts';
import type { RawSocket } from '../../../packages/flux/test/platforms/contract/contract-case.ts';
import type { HostRun } from '../lib/host-run.ts';

/** The suite on a host that runs programs: one line of JSON for each case, then the end of the process. */
const run: HostRun = JSON.parse(process.argv[2] ?? '{}');
const PROTOCOLS = ['token', 'contract-key'];

await runContract(
  {
    controlUrl: run.controlUrl,
    platform: run.platform,
    openRaw: await rawSocket(),
    ...(run.socket === 'standard'
      ? { transport: webSocketTransport(({ url, protocols }) => new WebSocket(url, protocols)) }
      : {}),
  },
  (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
);

async function rawSocket(): Promise<(url: string) => RawSocket> {
  if (run.rawSocket !== 'ws') return (url) => new WebSocket(url, PROTOCOLS);
  const ws = await import('ws');
  return (url) => new ws.WebSocket(url, PROTOCOLS);
}
