import { connected, hold, refuse } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';
import { wholeTurn } from './scripts.ts';

const AWAY = refuse({ status: 503 });

describe('demand 27: whether the service can be used is plain to see, and it becomes usable again', () => {
  it('a failed session says so with its reason, takes no audio and does no work', async () => {
    await using world = await createWorld([refuse({ status: 402, headers: { 'dg-error': 'No credits.' } })]);
    const error = await world.failure();
    expect(error).toMatchObject({ code: 'payment-required', message: expect.stringContaining('No credits.') });
    expect(world.session.state).toMatchObject({ status: 'failed', requestId: undefined, behindSeconds: 0 });
    for (let chunks = 0; chunks < 3_000; chunks += 1) {
      expect(world.session.send(new Uint8Array(640).fill(77))).toBe(false);
      world.clock.advance(20);
    }
    expect(world.dials).toBe(1);
    expect(world.errors).toHaveLength(1);
    expect(world.logged('error')).toHaveLength(1);
  });

  it('settings that may mend a refusal bring it back', async () => {
    const refusal = refuse({ status: 400, body: { code: 'INVALID_QUERY_PARAMETER', description: 'keyterm' } });
    await using world = await createWorld([[refusal], wholeTurn('one')], { keyterms: ['refused'] });
    expect(await world.failure()).toMatchObject({ code: 'bad-request', retryable: false });
    const change = world.session.configure({ keyterms: [] });
    await world.until(() => world.session.state.status === 'open');
    expect(await change).toMatchObject({ via: 'connect' });
    await world.session.opened;
    expect(world.server.connections[1]?.query.has('keyterm')).toBe(false);
    const heard = world.session.events[Symbol.asyncIterator]();
    world.speak(1);
    await world.until(() => (world.server.connections[1]?.sent.length ?? 0) === 3);
    expect((await heard.next()).value).toMatchObject({ type: 'turn-start' });
    expect((await heard.next()).value).toMatchObject({ type: 'turn-end', transcript: 'one' });
  });

  it('so does new audio, where time may have mended the cause', async () => {
    await using world = await createWorld([[AWAY], [connected()]], { connection: { maxFailedDials: 1 } });
    expect(await world.failure()).toMatchObject({ code: 'server-error', retryable: true });
    await world.until(
      () => {
        world.speak(0.1);
        return world.session.state.status === 'open';
      },
      { stepMs: 100 },
    );
    await expect(world.session.opened).resolves.toBeUndefined();
    expect(world.dials).toBe(2);
  });

  it('it is usable when it is connected, not when it only dials', async () => {
    await using world = await createWorld([[AWAY], [hold('say'), connected()]], { connection: { maxFailedDials: 1 } });
    await world.failure();
    void world.session.configure({ eotThreshold: 0.8 }).catch(() => undefined);
    await world.until(() => world.session.state.status === 'handshaking');
    expect(world.statuses).not.toContain('open');
    world.server.release('say');
    await world.until(() => world.session.state.status === 'open');
  });

  it('another session is not held up by one that failed', async () => {
    await using failed = await createWorld([refuse({ status: 401 })]);
    await failed.failure();
    await using other = await createWorld(wholeTurn('one'));
    other.speak(1);
    await other.turnEnd();
    expect(other.transcripts).toEqual(['one']);
  });
});
