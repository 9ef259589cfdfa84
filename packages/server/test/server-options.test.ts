import { createServer } from 'node:net';

import { createFluxServer } from '@turnstream/server';
import type { FluxServerOptions } from '@turnstream/server';
import { describe, expect, it } from 'vitest';

import { createScriptedEngine } from './scripted-engine.ts';

const engine = createScriptedEngine();

describe('the options of a server', () => {
  it.each<[Partial<FluxServerOptions>, string]>([
    [{ host: '0.0.0.0' }, 'host 0.0.0.0 can be reached from other machines: set keys'],
    [{ host: '::' }, 'host :: can be reached'],
    [{ host: 'example.org' }, 'host example.org can be reached'],
    [{ keys: [] }, 'keys must hold at least one key'],
    [{ keys: ['good', ' '] }, 'keys must hold at least one key and no empty one'],
    [{ port: 65_536 }, 'port must be a whole number from 0 to 65535, got 65536'],
    [{ port: 1.5 }, 'port must be a whole number'],
    [{ maxSessions: 0 }, 'maxSessions must be a whole number from 1'],
    [{ maxQueuedSeconds: Number.NaN }, 'maxQueuedSeconds must be a number from 0.1'],
    [{ maxMessageBytes: 0 }, 'maxMessageBytes must be'],
    [{ maxUnreadBytes: -1 }, 'maxUnreadBytes must be'],
    [{ idleTimeoutMs: 0 }, 'idleTimeoutMs must be'],
    [{ eagerCheckpointsSeconds: [0.4, 0.2] }, 'eagerCheckpointsSeconds must be silences of 0 s or more'],
    [{ eagerCheckpointsSeconds: [-1] }, 'none shorter than the one before, got -1'],
    [{ eagerCheckpointsSeconds: [Number.NaN] }, 'eagerCheckpointsSeconds must be'],
    [{ closeTimeoutMs: Number.POSITIVE_INFINITY }, 'closeTimeoutMs must be'],
  ])('%j is refused by name', async (options, reason) => {
    const refused = createFluxServer({ engine, ...options });
    await expect(refused).rejects.toThrow(TypeError);
    await expect(refused).rejects.toThrow(reason);
  });

  it.each(['localhost', '127.0.0.1', '127.1.2.3'])('%s is the loopback', async (host) => {
    await using server = await createFluxServer({ engine, host });
    expect(server.url).toBe(`ws://${host}:${server.port}/v2/listen`);
    expect(server.httpUrl).toBe(`http://${host}:${server.port}`);
  });

  it('may open it to other machines when there are keys', async () => {
    await using server = await createFluxServer({ engine, host: '0.0.0.0', keys: ['a-key'] });
    expect(server.port).toBeGreaterThan(0);
  });

  it('may name a port, and a taken one rejects with the reason of the system', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    await expect(createFluxServer({ engine, port })).rejects.toThrow(expect.objectContaining({ code: 'EADDRINUSE' }));
    await new Promise((resolve) => {
      other.close(resolve);
    });
    await using server = await createFluxServer({ engine, port });
    expect(server.port).toBe(port);
  });
});
