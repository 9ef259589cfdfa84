import { webSocketTransport } from '@turnstream/flux';
import { WebSocket } from 'ws';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT_CASES } from './contract/contract-cases.ts';
import type { CaseResult } from './contract/contract-case.ts';
import { runContract, type ContractRun } from './contract/run-contract.ts';
import { startContractControl } from './contract-server.ts';
import { HidingWebSocket, type Quirks } from './hiding-web-socket.ts';
import { PLATFORMS } from './platform-traits.ts';

const RUN_TIMEOUT_MS = 120_000;

const PLATFORM_RUNS: Readonly<Record<string, Omit<ContractRun, 'controlUrl'>>> = {
  'ws under Node': { platform: PLATFORMS.ws, openRaw: (url) => new WebSocket(url) },
  'a standard WebSocket': hiding({ closesAfterRefusal: true, codeWithoutClose: 1_006 }),
  'a standard WebSocket with other habits': hiding({ closesAfterRefusal: false, codeWithoutClose: 0 }),
};

describe.each(Object.entries(PLATFORM_RUNS))('a session over %s', (_name, run) => {
  const results = new Map<string, CaseResult>();

  // All at once, since the cases mostly wait.
  beforeAll(async () => {
    await using control = await startContractControl();
    await runContract({ ...run, controlUrl: control.url }, (result) => results.set(result.name, result));
  }, RUN_TIMEOUT_MS);

  it.each(CONTRACT_CASES)('$name', ({ name }) => {
    expect(results.get(name)?.error).toBeUndefined();
    expect(results.get(name)?.passed).toBe(true);
  });
});

function hiding(quirks: Quirks): Omit<ContractRun, 'controlUrl'> {
  return {
    platform: PLATFORMS.standard,
    transport: webSocketTransport(({ url, protocols }) => new HidingWebSocket(url, protocols, quirks)),
    openRaw: (url) => new HidingWebSocket(url, ['token', 'contract-key'], quirks),
  };
}
