import { once } from 'node:events';
import { connect } from 'node:net';

import { createFluxServer } from '@turnstream/server';
import { createDeferred, waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { dialRaw, RAW_QUERY } from './raw-client.ts';
import { dialRefused } from './refused-dial.ts';
import { createScriptedEngine } from './scripted-engine.ts';

describe('closing a server', () => {
  it('tells each stream the rest, closes it with 1001 and frees the port', async () => {
    const engine = createScriptedEngine({
      cues: [{ at: 0.16, speech: true, text: 'Hello' }],
      flushedText: 'Hello all.',
    });
    const server = await createFluxServer({ engine });
    await using client = await dialRaw(server.url);
    client.sendSilence(0.24);
    await client.message('TurnInfo', ({ event }) => event === 'Update');
    const closed = server.close();
    expect(server.close()).toBe(closed);
    expect(await client.closed).toEqual({ code: 1001, reason: 'the server is shutting down' });
    await closed;
    expect(client.messages.at(-1)).toMatchObject({ event: 'Update', transcript: 'Hello all.' });
    await expect(fetch(`${server.httpUrl}/healthz`)).rejects.toThrow('fetch failed');
    await using second = await createFluxServer({ engine, port: server.port });
    expect(second.port).toBe(server.port);
  });

  it('refuses new streams with 503 meanwhile', async () => {
    const begun = createDeferred();
    const gate = createDeferred();
    const engine = createScriptedEngine({
      beforeStep: () => {
        begun.resolve();
        return gate.promise;
      },
    });
    const server = await createFluxServer({ engine, closeTimeoutMs: 10_000 });
    await using client = await dialRaw(server.url);
    client.sendSilence(0.08);
    await begun.promise;
    const closed = server.close();
    const refused = await dialRefused(`${server.url}?${RAW_QUERY}`);
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
    expect(await (await fetch(`${server.httpUrl}/healthz`)).json()).toMatchObject({ status: 'shutting-down' });
    gate.resolve();
    await closed;
    expect((await client.closed).code).toBe(1001);
  });

  it('cuts off what has not ended within closeTimeoutMs', async () => {
    const begun = createDeferred();
    const gate = createDeferred();
    const engine = createScriptedEngine({
      beforeStep: () => {
        begun.resolve();
        return gate.promise;
      },
    });
    const server = await createFluxServer({ engine, closeTimeoutMs: 20, maxQueuedSeconds: 0.2 });
    await using client = await dialRaw(server.url);
    client.sendSilence(8);
    await begun.promise;
    const closed = server.close();
    expect((await client.closed).code).toBe(1006);
    gate.resolve();
    await closed;
    expect(engine.streams[0]?.closed).toBe(true);
  });

  it('does not wait for a handshake that is still looked at', async () => {
    const looking = createDeferred();
    const server = await createFluxServer({
      engine: createScriptedEngine(),
      verifyToken: () => {
        looking.resolve();
        return new Promise(() => undefined);
      },
    });
    const socket = new WebSocket(`${server.url}?${RAW_QUERY}`, ['bearer', 'a-token']);
    const failed = once(socket, 'error');
    await looking.promise;
    await server.close();
    expect(String((await failed)[0])).toContain('socket hang up');
  });

  it('has let go of a refused client that keeps its half open', async () => {
    const server = await createFluxServer({ engine: createScriptedEngine() });
    const socket = connect({ port: server.port, allowHalfOpen: true });
    socket.write('GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('HTTP/1.1 404 Not Found');
    socket.on('error', () => socket.destroy());
    await waitFor(() => {
      socket.write('still here');
      return socket.destroyed;
    });
    await server.close();
  });

  it('does not close the engine', async () => {
    const engine = createScriptedEngine();
    const server = await createFluxServer({ engine });
    await server.close();
    expect(() => engine.openStream().close()).not.toThrow();
  });
});
