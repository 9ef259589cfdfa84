import { webSocketTransport } from '@turnstream/flux';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT_CASES } from './contract/contract-cases.ts';
import { runCase, type ContractRun } from './contract/run-contract.ts';
import { startContractControl, type ContractControl } from './contract-server.ts';
import { HidingWebSocket, type Quirks } from './hiding-web-socket.ts';
import { PLATFORMS } from './platform-traits.ts';

let control: ContractControl;

beforeAll(async () => {
  control = await startContractControl();
});

afterAll(() => control[Symbol.asyncDispose]());

const PLATFORM_RUNS: Readonly<Record<string, Omit<ContractRun, 'controlUrl'>>> = {
  'ws under Node': { platform: PLATFORMS.ws, openRaw: (url) => new WebSocket(url) },
  'a standard WebSocket': hiding({ closesAfterRefusal: true, codeWithoutClose: 1_006 }),
  'a standard WebSocket with other habits': hiding({ closesAfterRefusal: false, codeWithoutClose: 0 }),
};

describe.each(Object.entries(PLATFORM_RUNS))('a session over %s', (_name, run) => {
  it.each(CONTRACT_CASES)('$name', async (contractCase) => {
    const { error } = await runCase({ ...run, controlUrl: control.url }, contractCase);
    expect(error).toBeUndefined();
  });
});

function hiding(quirks: Quirks): Omit<ContractRun, 'controlUrl'> {
  return {
    platform: PLATFORMS.standard,
    transport: webSocketTransport(({ url, protocols }) => new HidingWebSocket(url, protocols, quirks)),
    openRaw: (url) => new HidingWebSocket(url, ['token', 'contract-key'], quirks),
  };
}
