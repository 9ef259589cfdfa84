import { describe, expect, it } from 'vitest';
import { inShort, SessionWorld } from './session-world.ts';

function failedForNetwork(): SessionWorld {
  const world = new SessionWorld({ connection: { maxFailedDials: 1 } });
  world.server.fail({ message: 'ECONNREFUSED' });
  expect(world.session.state.status).toBe('failed');
  return world;
}

describe('a failed session', () => {
  it('comes back with new audio, no sooner than 10 s after a failure that time may mend', async () => {
    const world = failedForNetwork();
    const before = world.session.closed;
    world.speak(9_000);
    expect(world.dials).toBe(1);
    expect(world.session.usage.lostSeconds).toBeGreaterThan(8.9);
    world.speak(1_200);
    expect(world.dials).toBe(2);
    world.connect();
    await expect(world.session.opened).resolves.toBeUndefined();
    await expect(before).rejects.toMatchObject({ code: 'connect-failed' });
    const events = world.session.events[Symbol.asyncIterator]();
    world.speak(1_000);
    world.says('StartOfTurn', 'hello');
    world.says('EndOfTurn', 'hello', { trigger: 'model' });
    expect((await events.next()).value).toMatchObject({ type: 'turn-start', turnId: 0 });
    expect((await events.next()).value).toMatchObject({ type: 'turn-end', transcript: 'hello' });
    expect(world.session.usage.acceptedSeconds - world.session.usage.lostSeconds).toBeCloseTo(
      world.session.usage.sentSeconds,
      1,
    );
  });

  it('does not come back by audio where the same dial would be refused again', () => {
    const world = new SessionWorld();
    world.server.fail({ message: 'HTTP', httpStatus: 401 });
    world.speak(20_000);
    expect(world.dials).toBe(1);
  });

  it('comes back with settings that may mend a refusal', async () => {
    const world = new SessionWorld({ keyterms: ['refused'] });
    world.server.fail({ message: 'HTTP', httpStatus: 400, serverReason: 'keyterm' });
    expect(world.session.state.status).toBe('failed');
    const change = world.session.configure({ keyterms: [] });
    expect(world.dials).toBe(2);
    expect(world.server.query.has('keyterm')).toBe(false);
    world.connect();
    expect(await change).toMatchObject({ via: 'connect' });
    expect(world.session.state.status).toBe('open');
  });

  it('stays ended once it was told to end', () => {
    const world = failedForNetwork();
    world.session.cancel();
    world.speak(20_000);
    void world.session.configure({ eotThreshold: 0.8 }).catch(() => undefined);
    expect(world.dials).toBe(1);
  });

  it('keeps no audio while it is failed', () => {
    const world = failedForNetwork();
    expect(world.session.send(world.samples(100))).toBe(false);
    expect(world.session.state.behindSeconds).toBe(0);
  });

  it('goes on counting turns', async () => {
    const world = new SessionWorld({ connection: { maxFailedDials: 1 } });
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'one');
    world.server.close({ code: 1011 });
    expect(world.session.state.status).toBe('failed');
    expect(inShort(await world.finalEvents())).toEqual(['start 0 one', 'end 0 one (connection-lost)']);
  });
});

describe('a connection that cannot be pinged', () => {
  it('is held by a little silence where that is wanted, and for so long', () => {
    const world = new SessionWorld({
      connection: { idleSilenceIntervalMs: 20_000, maxIdleSilenceMs: 120_000, pingIntervalMs: 1_000 },
    });
    world.server.canPing = false;
    world.connect();
    world.clock.advance(61_000);
    expect(world.session.usage.silentSeconds).toBeCloseTo(0.24);
    world.clock.advance(3_600_000);
    expect(world.session.usage.silentSeconds).toBeCloseTo(0.48);
  });

  it('gets none by itself', () => {
    const world = new SessionWorld();
    world.server.canPing = false;
    world.connect();
    world.clock.advance(3_600_000);
    expect(world.server.audioBytes).toBe(0);
  });
});
