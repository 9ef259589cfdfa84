import { webSocketTransport } from '@turnstream/flux';
import { CONTRACT_CASES } from '../../../packages/flux/test/platforms/contract/contract-cases.ts';
import { runCase } from '../../../packages/flux/test/platforms/contract/run-contract.ts';
import type { HostRun } from '../lib/host-run.ts';

/** The WebSocket that a Worker shares with browsers. */
const STANDARD = {
  transport: webSocketTransport(({ url, protocols }) => new WebSocket(url, protocols)),
  openRaw: (url: string): WebSocket => new WebSocket(url, ['token', 'contract-key']),
};

/** The suite in a Worker: one request runs one case, since a socket belongs to the request that opened it. */
const worker: { readonly fetch: (request: Request) => Promise<Response> } = {
  fetch: async (request) => {
    const { name, run }: { readonly name: string; readonly run: HostRun } = JSON.parse(await request.text());
    const contractCase = CONTRACT_CASES.find((each) => each.name === name);
    if (contractCase === undefined) return new Response('no such case', { status: 404 });
    const { controlUrl, platform } = run;
    const result = await runCase(
      { controlUrl, platform, ...(run.socket === 'standard' ? STANDARD : {}) },
      contractCase,
    );
    return Response.json(result);
  },
};

// oxlint-disable-next-line import/no-default-export -- a Worker is its module's default export
export default worker;
