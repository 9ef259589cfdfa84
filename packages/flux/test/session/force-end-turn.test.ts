import { describe, expect, it } from 'vitest';
import { inShort, SessionWorld } from './session-world.ts';

const FORCE = '{"type":"ForceEndTurn"}';

function openTurnWorld(): SessionWorld {
  const world = new SessionWorld({ eagerEotThreshold: 0.5 });
  world.connect();
  world.speak(960);
  world.says('StartOfTurn', 'hello');
  return world;
}

describe('forceEndTurn()', () => {
  it('waits for the words of the audio already sent, then forces', async () => {
    const world = openTurnWorld();
    world.session.send(world.samples(50));
    const forced = world.session.forceEndTurn();
    expect(world.server.texts).toEqual([]);
    world.says('Update', 'hello you');
    expect(world.server.texts).toEqual([FORCE]);
    world.says('EndOfTurn', 'hello you', { trigger: 'manual' });
    expect(await forced).toMatchObject({ transcript: 'hello you', reason: 'manual' });
  });

  it('waits no longer than settleMs', () => {
    const world = openTurnWorld();
    world.session.send(world.samples(50));
    void world.session.forceEndTurn({ settleMs: 300 });
    world.clock.advance(299);
    expect(world.server.texts).toEqual([]);
    world.clock.advance(1);
    expect(world.server.texts).toEqual([FORCE]);
  });

  it('forces at once with settleMs 0', () => {
    const world = openTurnWorld();
    void world.session.forceEndTurn({ settleMs: 0 });
    expect(world.server.texts).toEqual([FORCE]);
  });

  it('resolves to nothing when no turn is open', async () => {
    const world = new SessionWorld();
    world.connect();
    expect(await world.session.forceEndTurn({ settleMs: 0 })).toBeUndefined();
    expect(world.server.texts).toEqual([]);
  });

  it('ends the turn here when the server says there is none, or says nothing', async () => {
    for (const answers of [true, false]) {
      const world = openTurnWorld();
      const forced = world.session.forceEndTurn({ settleMs: 0 });
      if (answers) {
        const message = {
          type: 'Warning',
          code: 'FORCE_END_TURN_NO_ACTIVE_TURN',
          description: 'none',
          sequence_id: 1,
        } as const;
        world.server.receive(message);
      } else world.clock.advance(1_000);
      expect(await forced).toMatchObject({ transcript: 'hello', reason: 'manual', synthetic: true });
    }
  });

  it('does not hear the words of a turn ended here a second time', async () => {
    const world = openTurnWorld();
    const forced = world.session.forceEndTurn({ settleMs: 0 });
    world.clock.advance(1_000);
    await forced;
    world.says('Update', 'hello');
    world.says('Update', 'hello again my');
    world.says('EndOfTurn', 'hello again my friend', { trigger: 'model' });
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 hello',
      'end 0 hello (manual)',
      'start 1 again my friend (synthetic)',
      'end 1 again my friend (model)',
    ]);
  });

  it('ends the turn here when the connection is lost', async () => {
    const world = openTurnWorld();
    const forced = world.session.forceEndTurn();
    world.server.close({ code: 1011 });
    expect(await forced).toMatchObject({ transcript: 'hello', reason: 'manual' });
  });

  it('learns that a deployment does not know it, and the session goes on', async () => {
    const world = openTurnWorld();
    const forced = world.session.forceEndTurn({ settleMs: 0 });
    const description = 'unknown variant `ForceEndTurn`, expected `CloseStream`';
    world.server.receive({ type: 'Error', code: 'UNPARSABLE_CLIENT_MESSAGE', description, sequence_id: 1 });
    expect(await forced).toMatchObject({ transcript: 'hello', reason: 'manual' });
    expect(world.errors.map(({ code }) => code)).toEqual(['force-end-turn-unsupported']);
    world.clock.advance(500);
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'again');
    expect(await world.session.forceEndTurn({ settleMs: 0 })).toMatchObject({ transcript: 'again' });
    expect(world.server.texts).toEqual([]);
  });

  it('is answered by whatever ends the turn first', async () => {
    const world = openTurnWorld();
    world.session.send(world.samples(50));
    const forced = world.session.forceEndTurn();
    world.says('EndOfTurn', 'hello', { trigger: 'model' });
    expect(await forced).toMatchObject({ reason: 'model' });
  });
});

describe('mute()', () => {
  it('replaces audio by silence until the open turn has ended, and sends nothing afterwards', () => {
    const world = openTurnWorld();
    world.session.mute();
    world.speak(400);
    const last = world.server.sent.at(-1);
    expect(last?.kind === 'audio' && last.bytes.every((byte) => byte === 0)).toBe(true);
    world.says('EndOfTurn', 'hello', { trigger: 'model' });
    const heard = world.heardSeconds;
    world.speak(1_000);
    expect(world.heardSeconds - heard).toBeLessThan(0.09);
    world.session.unmute();
    world.speak(400);
    expect(world.heardSeconds - heard).toBeGreaterThan(0.3);
  });
});
