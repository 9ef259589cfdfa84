import {
  close,
  connected,
  cutAfter,
  hangUp,
  hold,
  refuse,
  reset,
  type ConnectionScript,
  turnInfo,
  upgrade,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';
import { openTurn, wholeTurn } from './scripts.ts';

const ENDS: readonly (readonly [name: string, steps: ConnectionScript])[] = [
  ...[1000, 1001, 1011, 1012, 1013, 4000].map((code) => [`close ${code}`, [close({ code })]] as const),
  ['a close without a code (1005)', [close()]],
  ['an end without a close (1006)', [hangUp()]],
  ['a reset (1006)', [reset()]],
  ['a cut in the header of a frame', [cutAfter({ sentBytes: 1 }), turnInfo()]],
  ['a cut in a message', [cutAfter({ sentBytes: 40, how: 'hang-up' }), turnInfo()]],
];

describe('demand 1: a connection that ends never leaves the caller unheard', () => {
  it.each(ENDS)('in a turn: %s', async (_name, end) => {
    await using world = await createWorld([[...openTurn('one'), hold('heard'), ...end], wholeTurn('one two')]);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    world.server.release('heard');
    await world.turnEnd();
    expect(world.turns.filter(({ type }) => type !== 'turn-update').map(({ type, turnId }) => [type, turnId])).toEqual([
      ['turn-start', 0],
      ['turn-end', 0],
    ]);
    expect(world.transcripts).toEqual(['one two']);
    expect(world.errors).toEqual([]);
    expect(world.warnings.map(({ code }) => code)).toEqual(['connection-lost']);
    expect(world.session.usage.lostSeconds).toBe(0);
  });

  it.each(ENDS)('between turns, without any audio to notice it by: %s', async (_name, end) => {
    await using world = await createWorld([[...wholeTurn('one'), hold('heard'), ...end], wholeTurn('two')], {
      connection: { pingIntervalMs: 0 },
    });
    world.speak(1);
    await world.turnEnd();
    world.server.release('heard');
    await world.until(() => world.session.state.connections === 2);
    world.speak(1);
    await world.turnEnd(2);
    expect(world.transcripts).toEqual(['one', 'two']);
    expect(world.errors).toEqual([]);
  });

  it.each(ENDS)('before Connected: %s', async (_name, end) => {
    await using world = await createWorld([end, wholeTurn('one')]);
    world.speak(1);
    await world.turnEnd();
    expect(world.transcripts).toEqual(['one']);
    expect(world.errors).toEqual([]);
    expect(world.dials).toBe(2);
  });

  it('in the response to the upgrade', async () => {
    await using world = await createWorld([[cutAfter({ sentBytes: 30 }), upgrade()], wholeTurn('one')]);
    world.speak(1);
    await world.turnEnd();
    expect(world.errors).toEqual([]);
  });

  it.each([1, 3])('after %i dials that are refused for now', async (refusals) => {
    const scripts = [...Array.from({ length: refusals }, () => [refuse({ status: 503 })]), wholeTurn('one')];
    await using world = await createWorld(scripts);
    world.speak(1);
    await world.turnEnd();
    expect(world.dials).toBe(refusals + 1);
    expect(world.errors).toEqual([]);
  });

  it('while the server is away and comes back on the same port', async () => {
    await using world = await createWorld([openTurn('one'), wholeTurn('one two')]);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    await world.server.stop();
    await world.until(() => world.warnings.length > 2);
    await world.server.restart();
    await world.turnEnd();
    expect(world.transcripts).toEqual(['one two']);
    expect(world.errors).toEqual([]);
    expect(world.session.usage.lostSeconds).toBe(0);
  });

  it('and when every try is used up, there is exactly one terminal error, everywhere the same', async () => {
    await using world = await createWorld(
      [[...openTurn('one'), hold('heard'), reset()]],
      { connection: { maxFailedDials: 3 } },
      {
        afterLast: 'refuse',
      },
    );
    const closed = world.session.closed.catch((error: unknown) => error);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    world.server.release('heard');
    const error = await world.failure();
    expect(error).toMatchObject({ code: 'server-error', httpStatus: 503, retryable: true });
    expect(world.errors).toEqual([error]);
    expect(await closed).toBe(error);
    await world.meanwhile(() => world.eventsEnd !== undefined);
    expect(world.eventsEnd).toBe(error);
    expect(world.turns.at(-1)).toMatchObject({ type: 'turn-end', transcript: 'one', reason: 'connection-lost' });
  });

  it('and where it stands can be seen at any time', async () => {
    await using world = await createWorld([[connected(), close({ code: 1011 })], [connected()]]);
    await world.until(() => world.session.state.connections === 2);
    expect(world.statuses.join(' ')).toBe('handshaking open waiting-to-redial dialing handshaking open');
  });
});
