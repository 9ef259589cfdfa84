import { listen } from '@turnstream/flux';
import {
  awaitAudio,
  close,
  collect,
  connected,
  createScriptedServer,
  cutAfter,
  reset,
  turnInfo,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';

describe('the examples of the documentation', () => {
  it('README: survives a lost connection', async () => {
    await using server = await createScriptedServer([
      [connected(), awaitAudio({ seconds: 0.5 }), turnInfo({ event: 'StartOfTurn', transcript: 'hello' }), reset()],
      [
        connected(),
        awaitAudio({ seconds: 0.5 }),
        turnInfo({ event: 'StartOfTurn', transcript: 'hello' }),
        turnInfo({ event: 'EndOfTurn', transcript: 'hello there' }),
      ],
    ]);
    await using session = listen({ apiKey: 'any', url: server.url });
    session.send(new Uint8Array(32_000));
    const events = await collect(session.events, { until: (event) => event.type === 'turn-end' });
    expect(events.at(-1)).toMatchObject({ transcript: 'hello there', reason: 'model' });
    expect(server.connections).toHaveLength(2);
  });

  it('README: hears the whole sentence though the connection is cut in the middle of a message', async () => {
    const start = [connected(), awaitAudio({ seconds: 0.5 }), turnInfo({ event: 'StartOfTurn', transcript: 'hello' })];
    await using server = await createScriptedServer([
      [...start, cutAfter({ sentBytes: 40 }), turnInfo({ transcript: 'hello there' })],
      [...start, turnInfo({ event: 'EndOfTurn', transcript: 'hello there' })],
    ]);
    await using session = listen({ apiKey: 'any', url: server.url });
    session.send(new Uint8Array(32_000));
    await (await server.connection(0)).waitForEnd();
    await server.stop();
    await server.restart();
    const events = await collect(session.events, { until: (event) => event.type === 'turn-end' });
    expect(events.at(-1)).toMatchObject({ turnId: 0, transcript: 'hello there' });
  });

  it('CONTRIBUTING: dials again after an overload', async () => {
    await using server = await createScriptedServer([[connected(), close({ code: 1011 })], [connected()]]);
    await using session = listen({ apiKey: 'any', url: server.url });
    await session.opened;
    await server.waitFor(() => server.connections[1]?.status === 101);
    expect(server.connections).toHaveLength(2);
  });
});
