import {
  awaitText,
  close,
  connected,
  hangUp,
  hold,
  reset,
  silence,
  turnInfo,
  type ConnectionScript,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';
import { openTurn } from './scripts.ts';

/** What servers do once they were told CloseStream, with somebody in mid-sentence. */
const GOODBYES: readonly (readonly [name: string, steps: ConnectionScript, transcript: string, reason: string])[] = [
  [
    'decodes the rest and closes without a code, as documented',
    [turnInfo({ transcript: 'one two' }), close()],
    'one two',
    'stopped',
  ],
  ['closes at once', [close()], 'one', 'stopped'],
  ['closes with 1000', [close({ code: 1000 })], 'one', 'stopped'],
  ['is gone', [hangUp()], 'one', 'stopped'],
  ['resets', [reset()], 'one', 'stopped'],
  ['never closes', [turnInfo({ transcript: 'one two' }), silence()], 'one two', 'stopped'],
  [
    'ends the turn, as older ones do',
    [turnInfo({ event: 'EndOfTurn', transcript: 'one two' }), close()],
    'one two',
    'model',
  ],
];

describe('demand 3: the last turn is not lost at the end', () => {
  it.each(GOODBYES)('the server %s', async (_name, steps, transcript, reason) => {
    await using world = await createWorld([...openTurn('one'), awaitText('CloseStream'), ...steps]);
    world.speak(0.5);
    await world.until(() => world.turns.length > 0);
    world.speak(0.05);
    const askedAt = world.clock.now();
    const stopped = world.session.stop();
    await world.until(() => world.session.state.status === 'closed');
    await stopped;
    expect(world.clock.now() - askedAt).toBeLessThanOrEqual(2_000);
    expect(world.turns.at(-1)).toMatchObject({ type: 'turn-end', transcript, reason });
    expect(world.transcripts).toHaveLength(1);
    expect(world.errors).toEqual([]);
    expect(world.dials).toBe(1);
    const [connection] = world.server.connections;
    // The partial chunk first; never a ForceEndTurn, which decodes nothing.
    expect(connection?.audioSeconds).toBeCloseTo(0.55);
    expect(connection?.texts).toEqual([{ type: 'CloseStream' }]);
  });

  it('cancel() ends the open turn at once, with the text there is', async () => {
    await using world = await createWorld([...openTurn('one'), hold('never')]);
    world.speak(0.5);
    await world.until(() => world.turns.length > 0);
    world.session.cancel();
    await world.meanwhile(() => world.eventsEnd !== undefined);
    expect(world.turns.at(-1)).toMatchObject({ type: 'turn-end', transcript: 'one', reason: 'cancelled' });
  });

  it('finish() brings all of a file to the server first, over a new connection if it must', async () => {
    const whole: ConnectionScript = [connected(), { kind: 'await-audio', measure: 'seconds', amount: 2, total: true }];
    await using world = await createWorld(
      [
        [...openTurn('one'), hold('heard'), reset()],
        [...whole, turnInfo({ event: 'EndOfTurn', transcript: 'all of it' })],
      ],
      { resume: { rate: 1.25 } },
    );
    world.speak(2);
    const finished = world.session.finish();
    await world.until(() => world.turns.length > 0);
    world.server.release('heard');
    await world.until(() => world.session.state.status === 'closed');
    await finished;
    expect(world.transcripts).toEqual(['all of it']);
    expect(world.session.usage).toMatchObject({ acceptedSeconds: 2, lostSeconds: 0 });
  });
});
