import type { FluxErrorCode, SessionNotices, TurnEvent } from '@turnstream/flux';
import { awaitAudio, connected, reply, turnInfo } from '@turnstream/testing';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createWorld } from './demand-world.ts';

/** Fails to compile when an event is missing, or one too many. */
function nameOf(event: TurnEvent): string {
  switch (event.type) {
    case 'turn-start':
      return `start ${event.synthetic}`;
    case 'turn-update':
      return 'update';
    case 'turn-eager':
      return `eager ${event.attempt}`;
    case 'turn-resumed':
      return `resumed ${event.attempt} ${event.cause}`;
    case 'turn-end':
      return `end ${event.reason}`;
  }
}

describe('demand 30: types that can be narrowed, and messages of tomorrow', () => {
  it('events narrow by their type, and codes are a closed set', () => {
    expectTypeOf<TurnEvent['type']>().toEqualTypeOf<
      'turn-start' | 'turn-update' | 'turn-eager' | 'turn-resumed' | 'turn-end'
    >();
    expectTypeOf<Extract<TurnEvent, { type: 'turn-eager' }>['attempt']>().toEqualTypeOf<number>();
    expectTypeOf<FluxErrorCode>().not.toEqualTypeOf<string>();
    expectTypeOf<SessionNotices['error']['code']>().toEqualTypeOf<FluxErrorCode>();
    expectTypeOf<keyof SessionNotices>().toEqualTypeOf<'state' | 'message' | 'warning' | 'error' | 'metrics'>();
    expect(nameOf).toBeTypeOf('function');
  });

  it('every event of a stream is what its type says, whatever the server adds to it', async () => {
    await using world = await createWorld(
      [
        connected(),
        reply({ type: 'Tomorrow', of: ['the', 'protocol'] }),
        awaitAudio({ seconds: 0.5 }),
        reply({ type: 'TurnInfo', event: 'Whispered', turn_index: 0, transcript: 'psst', words: [] }),
        turnInfo({ event: 'StartOfTurn', transcript: 'one' }),
        turnInfo({ event: 'EagerEndOfTurn' }),
        turnInfo({ event: 'TurnResumed', transcript: 'one two' }),
        reply({ type: 'TurnInfo', event: 'Update', turn_index: 'not a number' }),
        turnInfo({ event: 'EndOfTurn', transcript: 'one two', trigger: 'telepathy' }),
      ],
      { eagerEotThreshold: 0.5 },
    );
    world.speak(1);
    await world.turnEnd();
    expect(world.turns.map(nameOf).filter((name) => name !== 'update')).toEqual([
      'start false',
      'eager 1',
      'resumed 1 speech',
      'end unspecified',
    ]);
    expect(world.turns.at(-1)?.message).toMatchObject({ trigger: 'telepathy' });
    expect(world.errors).toEqual([]);
    expect(world.dials).toBe(1);
  });
});
