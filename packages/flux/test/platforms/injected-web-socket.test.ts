import { setTimeout } from 'node:timers/promises';
import { listen, webSocketTransport, type OpenWebSocket } from '@turnstream/flux';
import { awaitAudio, collect, connected, createScriptedServer, refuse, turnInfo } from '@turnstream/testing';
import { WebSocket } from 'ws';
import { describe, expect, it } from 'vitest';

const SCRIPT = [
  connected(),
  awaitAudio({ seconds: 0.3 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'hello' }),
  turnInfo({ event: 'EndOfTurn', transcript: 'hello there' }),
];

/** The ways of a caller to bring a WebSocket of its own. */
const WAYS: Readonly<Record<string, OpenWebSocket>> = {
  'another class': ({ url, headers }) => new WebSocket(url, { headers }),
  'a socket that takes time to make': async ({ url, headers, signal }) => {
    await setTimeout(1, undefined, { signal });
    return new WebSocket(url, { headers });
  },
};

describe('a WebSocket of the caller’s own', () => {
  it.each(Object.entries(WAYS))('hears a turn: %s', async (_way, open) => {
    await using server = await createScriptedServer(SCRIPT);
    await using session = listen({ apiKey: 'contract-key', url: server.url, transport: webSocketTransport(open) });
    session.send(new Uint8Array(16_000).fill(77));
    const events = await collect(session.events, { until: ({ type }) => type === 'turn-end' });
    expect(events.at(-1)).toMatchObject({ transcript: 'hello there', reason: 'model' });
    expect(server.connections[0]?.headers['authorization']).toBe('Token contract-key');
  });

  it('is opened again for every dial', async () => {
    await using server = await createScriptedServer([[refuse({ status: 503 })], SCRIPT]);
    let dials = 0;
    const transport = webSocketTransport(({ url, protocols }) => {
      dials += 1;
      return new WebSocket(url, protocols);
    });
    await using session = listen({ token: 'contract-token', url: server.url, transport });
    await session.opened;
    expect(dials).toBe(2);
    expect(server.connections[1]?.subprotocols).toEqual(['bearer', 'contract-token']);
  });

  it('ends its session when it cannot be opened', async () => {
    const transport = webSocketTransport(() => Promise.reject(new Error('no proxy with contract-key')));
    const connection = { maxFailedDials: 2 };
    const session = listen({ apiKey: 'contract-key', url: 'ws://127.0.0.1:1', transport, connection });
    await expect(session.closed).rejects.toMatchObject({
      code: 'connect-failed',
      message: expect.stringContaining('no proxy with [redacted]'),
    });
  });
});
