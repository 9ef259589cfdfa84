import { awaitText, close, fatalError, hold, reply, turnInfo, type ConnectionScript } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';
import { openTurn, wholeTurn } from './scripts.ts';

/** A deployment that does not know the message. */
const UNKNOWN: ConnectionScript = [
  awaitText('ForceEndTurn'),
  fatalError('UNPARSABLE_CLIENT_MESSAGE', 'unknown variant `ForceEndTurn`, expected `CloseStream`'),
  close(),
];

describe('demand 21: a turn can be ended by the application', () => {
  it('the partial chunk goes first, then the server is asked, and its end is the answer', async () => {
    await using world = await createWorld([
      ...openTurn('one'),
      awaitText('ForceEndTurn'),
      turnInfo({ event: 'EndOfTurn', transcript: 'one two', trigger: 'manual' }),
    ]);
    world.speak(0.48);
    await world.until(() => world.turns.length > 0);
    world.speak(0.05);
    const forced = world.session.forceEndTurn();
    await world.turnEnd();
    expect(await forced).toMatchObject({ type: 'turn-end', turnId: 0, transcript: 'one two', reason: 'manual' });
    const received = world.server.connections[0]?.received ?? [];
    const asked = received.findIndex((message) => message.kind === 'text');
    const before = received
      .slice(0, asked)
      .reduce((sum, message) => sum + (message.kind === 'audio' ? message.bytes.byteLength : 0), 0);
    expect(before).toBeGreaterThanOrEqual(0.53 * 32_000);
    expect(world.server.connections[0]?.texts).toEqual([{ type: 'ForceEndTurn' }]);
  });

  it('the words of what was already said are waited for, as long as is wanted and no longer', async () => {
    await using world = await createWorld([
      ...openTurn('one'),
      hold('words'),
      turnInfo({ transcript: 'one two' }),
      awaitText('ForceEndTurn'),
      turnInfo({ event: 'EndOfTurn', transcript: 'one two', trigger: 'manual' }),
    ]);
    world.speak(0.48);
    await world.until(() => world.turns.length > 0);
    world.speak(0.5);
    const forced = world.session.forceEndTurn({ settleMs: 60_000 });
    world.clock.advance(500);
    await world.heardAll();
    expect(world.server.connections[0]?.texts).toEqual([]);
    world.server.release('words');
    expect(await forced).toMatchObject({ transcript: 'one two', reason: 'manual' });
  });

  it('a server that has no open turn, or never answers: the turn ends here, with its text', async () => {
    const answer = reply({ type: 'Warning', code: 'FORCE_END_TURN_NO_ACTIVE_TURN', description: 'none' });
    for (const steps of [[answer], []]) {
      await using world = await createWorld([...openTurn('one'), awaitText('ForceEndTurn'), ...steps]);
      world.speak(0.48);
      await world.until(() => world.turns.length > 0);
      const forced = world.session.forceEndTurn({ settleMs: 0 });
      await world.turnEnd();
      expect(await forced).toMatchObject({ transcript: 'one', reason: 'manual', synthetic: true });
      expect(world.errors).toEqual([]);
    }
  });

  it('with no open turn nothing is asked: it resolves to nothing', async () => {
    await using world = await createWorld([...wholeTurn('one'), hold('never')]);
    world.speak(0.48);
    await world.turnEnd();
    expect(await world.session.forceEndTurn({ settleMs: 0 })).toBeUndefined();
    expect(world.server.connections[0]?.texts).toEqual([]);
  });

  it('a deployment that does not know it: the turn ends, the session survives, says so once and never asks again', async () => {
    await using world = await createWorld([
      [...openTurn('one'), ...UNKNOWN],
      [...openTurn('two'), hold('never')],
    ]);
    world.speak(0.48);
    await world.until(() => world.turns.length > 0);
    const forced = world.session.forceEndTurn({ settleMs: 0 });
    await world.turnEnd();
    expect(await forced).toMatchObject({ transcript: 'one', reason: 'manual' });
    await world.until(() => world.session.state.connections === 2);
    expect(world.errors.map(({ code }) => code)).toEqual(['force-end-turn-unsupported']);
    world.speak(1);
    await world.until(() => world.turns.at(-1)?.turnId === 1);
    expect(await world.session.forceEndTurn({ settleMs: 0 })).toMatchObject({
      turnId: 1,
      transcript: 'two',
      reason: 'manual',
    });
    expect(world.server.connections[1]?.texts).toEqual([]);
    expect(world.dials).toBe(2);
    expect(world.errors).toHaveLength(1);
  });

  it('an end that is asked for across a lost connection is made here', async () => {
    await using world = await createWorld([
      [...openTurn('one'), awaitText('ForceEndTurn'), close({ code: 1011 })],
      wholeTurn('two'),
    ]);
    world.speak(0.48);
    await world.until(() => world.turns.length > 0);
    const forced = world.session.forceEndTurn({ settleMs: 0 });
    await world.turnEnd();
    expect(await forced).toMatchObject({ transcript: 'one', reason: 'manual' });
  });

  it('a wait that is no length of time is refused', async () => {
    await using world = await createWorld(wholeTurn('one'));
    await expect(world.session.forceEndTurn({ settleMs: -1 })).rejects.toThrow('settleMs must be at least 0');
    await expect(world.session.forceEndTurn({ settleMs: Number.NaN })).rejects.toThrow('settleMs');
  });
});
