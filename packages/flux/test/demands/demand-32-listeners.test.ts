import type { TurnEvent } from '@turnstream/flux';
import { close, collect, connected, hold, turnInfo } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';
import { openTurn, turnEnd, wholeTurn } from './scripts.ts';

function shout(): never {
  throw new Error('the disk is full');
}

describe('demand 32: any number of listeners, and one that throws harms nobody', () => {
  it('each of several listeners of a notice is called once for each', async () => {
    await using world = await createWorld(wholeTurn('one'));
    const calls = [0, 0, 0];
    const listeners = calls.map((_, index) => () => void (calls[index] = (calls[index] ?? 0) + 1));
    for (const listener of listeners) world.session.on('message', listener);
    world.speak(1);
    await world.turnEnd();
    expect(calls).toEqual([3, 3, 3]);
  });

  it('a listener that throws is called again with the next, the others too, and the stream goes on', async () => {
    await using world = await createWorld(wholeTurn('one'));
    let thrown = 0;
    let heard = 0;
    for (const notice of ['state', 'message', 'metrics'] as const) {
      world.session.on(notice, () => {
        thrown += 1;
        throw new Error(`a mistake in a listener of ${notice}`);
      });
    }
    world.session.on('message', () => {
      heard += 1;
    });
    world.speak(1);
    await world.turnEnd();
    expect(heard).toBe(3);
    expect(thrown).toBeGreaterThan(5);
    expect(world.session.state.status).toBe('open');
    expect(world.errors).toEqual([]);
    expect(world.inspect(world.logged('error'))).toContain('a mistake in a listener of message');
  });

  it('a listener may remove itself and others while it is called', async () => {
    await using world = await createWorld(wholeTurn('one'));
    const calls: string[] = [];
    const stops = ['a', 'b', 'c'].map((name) =>
      world.session.on('message', () => {
        calls.push(name);
        if (name === 'a') for (const stop of stops) stop();
      }),
    );
    world.speak(1);
    await world.turnEnd();
    // Those who listened when it was sent are told of it, and never again.
    expect(calls).toEqual(['a', 'b', 'c']);
  });

  it('who comes late has missed nothing that matters: state, opened and the open turn are there', async () => {
    await using world = await createWorld([
      ...openTurn('one'),
      hold('late'),
      turnInfo({ transcript: 'one two' }),
      ...turnEnd('one two'),
    ]);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    await world.session.opened;
    expect(world.session.state).toMatchObject({ status: 'open', openTurnId: 0 });
    const late = collect(world.session.events, { until: ({ type }) => type === 'turn-end' });
    world.server.release('late');
    await world.turnEnd();
    expect((await late).map(({ type }) => type)).toEqual(expect.arrayContaining(['turn-start', 'turn-end']));
    expect((await late)[0]).toMatchObject({ type: 'turn-start', transcript: 'one' });
  });

  it('every reader of events has all of them, however slow, and may leave', async () => {
    await using world = await createWorld([...wholeTurn('one'), ...wholeTurn('two').slice(1), close({ code: 1000 })], {
      connection: { pingIntervalMs: 0 },
    });
    const leaving: TurnEvent[] = [];
    const leave = (async () => {
      for await (const event of world.session.events) {
        leaving.push(event);
        break;
      }
    })();
    const slow = world.session.events[Symbol.asyncIterator]();
    world.speak(2);
    await world.turnEnd(2);
    await leave;
    await world.session.stop();
    const seen: (TurnEvent | undefined)[] = [];
    for (let next = await slow.next(); next.done !== true; next = await slow.next()) seen.push(next.value);
    expect(leaving).toHaveLength(1);
    expect(seen.filter((event) => event?.type !== 'turn-update')).toEqual(
      world.turns.filter(({ type }) => type !== 'turn-update'),
    );
  });

  it('a logger that throws, and a listener that ends the session, end nothing else', async () => {
    await using world = await createWorld([connected()], {
      logger: { debug: shout, info: shout, warn: shout, error: shout },
    });
    world.session.on('message', () => void world.session.stop());
    await world.until(() => world.session.state.status === 'closed');
    await expect(world.session.closed).resolves.toBeUndefined();
    expect(world.dials).toBe(1);
  });
});
