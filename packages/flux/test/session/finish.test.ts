import { describe, expect, it } from 'vitest';
import { reasonOf } from '../demands/demand-world.ts';
import { inShort, SessionWorld } from './session-world.ts';

function lastSent(world: SessionWorld): string | undefined {
  return world.server.texts.at(-1);
}

describe('finish() across an outage', () => {
  it('waits for as many dials as it takes, sends the open turn again and then says CloseStream', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'one');
    world.speak(960);
    world.server.close({ code: 1011 });
    const finished = reasonOf(world.session.finish());
    for (let dial = 0; dial < 3; dial += 1) {
      world.clock.advance(10_000);
      expect(world.server.state).toBe('dialing');
      world.server.fail({ message: 'no route' });
    }
    world.clock.advance(10_000);
    world.connect();
    world.clock.advance(3_000);
    expect(world.speech.spanOf(world.server)?.[1]).toBe(1.92 * 16_000);
    expect(lastSent(world)).toBe('{"type":"CloseStream"}');
    world.says('StartOfTurn', 'one two');
    world.server.close({});
    expect(await finished).toBe('resolved');
    expect(world.session.usage).toMatchObject({ acceptedSeconds: 1.92, sentSeconds: 1.92, lostSeconds: 0 });
    expect(inShort(await world.finalEvents())).toEqual(['start 0 one', 'update 0 one two', 'end 0 one two (stopped)']);
  });

  it('fails with the error of the session when no dial succeeds, ends the turn and counts what was never heard', async () => {
    const world = new SessionWorld({ connection: { maxFailedDials: 2 } });
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'one');
    world.speak(960);
    world.server.close({ code: 1011 });
    const finished = reasonOf(world.session.finish());
    // Said after the end of the input, it is not accepted.
    expect(world.session.send(world.samples(960))).toBe(false);
    for (let dial = 0; dial < 2; dial += 1) {
      world.clock.advance(10_000);
      if (world.server.state === 'dialing') world.server.fail({ message: 'no route' });
    }
    expect(world.session.state.status).toBe('failed');
    expect(await finished).toBe(world.errors[0]);
    expect(world.errors).toHaveLength(1);
    const { acceptedSeconds, lostSeconds } = world.session.usage;
    expect(acceptedSeconds).toBe(1.92);
    expect(lostSeconds).toBeCloseTo(0.96);
    expect(inShort(await world.finalEvents())).toEqual(['start 0 one', 'end 0 one (connection-lost)']);
  });

  it('dials for audio that was given before the first connection', async () => {
    const world = new SessionWorld();
    world.session.send(world.samples(960));
    const finished = reasonOf(world.session.finish());
    world.server.fail({ message: 'no route' });
    world.clock.advance(1_000);
    world.connect();
    world.clock.advance(2_000);
    expect(world.heardSeconds).toBe(0.96);
    world.server.close({});
    expect(await finished).toBe('resolved');
    expect(world.session.usage.lostSeconds).toBe(0);
  });

  it('has nothing to dial for where all was heard', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'one');
    world.says('EndOfTurn', 'one', { trigger: 'model' });
    world.server.close({ code: 1011 });
    expect(await reasonOf(world.session.finish())).toBe('resolved');
    world.clock.advance(60_000);
    expect(world.dials).toBe(1);
  });

  it('replaces a server that stopped answering before all was sent', async () => {
    const world = new SessionWorld({ connection: { pingIntervalMs: 0 } });
    world.connect();
    world.session.send(world.samples(20_000));
    const finished = reasonOf(world.session.finish());
    for (let waitedMs = 0; waitedMs < 12_000 && world.dials === 1; waitedMs += 100) world.clock.advance(100);
    expect(world.dials).toBe(2);
    world.connect();
    for (let waitedMs = 0; waitedMs < 24_000; waitedMs += 240) {
      world.clock.advance(240);
      if (world.server.state === 'open') world.says('Update', '');
    }
    expect(world.speech.spanOf(world.server)).toEqual([1, 320_000]);
    world.server.close({});
    expect(await finished).toBe('resolved');
    expect(world.session.usage.lostSeconds).toBe(0);
  });
});
