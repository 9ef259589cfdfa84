import {
  awaitAudio,
  awaitText,
  close,
  connected,
  fatalError,
  hold,
  turnInfo,
  type ConnectionScript,
} from '@turnstream/testing';
import { listen } from '@turnstream/flux';
import { describe, expect, it } from 'vitest';
import { createWorld, reasonOf, type DemandWorld } from './demand-world.ts';
import { openTurn } from './scripts.ts';

const MANUAL = { turnDetection: 'manual' } as const;
const FORCE = { type: 'ForceEndTurn' };

/** Presses, speaks so long, and lets go. */
async function talk(world: DemandWorld, seconds: number, stepMs = 2): Promise<unknown> {
  world.speak(seconds);
  await world.until(() => world.session.state.status === 'open');
  const forced = world.session.forceEndTurn();
  let end: unknown;
  forced.then(
    (value) => (end = { value }),
    (error: unknown) => (end = { error }),
  );
  // Small steps: the network is real, and has to keep up.
  await world.until(() => end !== undefined, { stepMs });
  return forced;
}

describe('demand 21: turns that the caller ends', () => {
  it('manual detection dials with a threshold that nothing reaches, the longest timeout, and no predictions', async () => {
    await using world = await createWorld([connected(), hold('never')], MANUAL);
    await world.until(() => world.session.state.status === 'open');
    const query = new Map((await world.server.connection(0)).query);
    expect(query.get('eot_threshold')).toBe('1');
    expect(query.get('eot_timeout_ms')).toBe('60000');
    expect(query.has('eager_eot_threshold')).toBe(false);
  });

  it.each([
    [{ eotThreshold: 0.7 }, /eotThreshold has no use while turnDetection is 'manual'/u],
    [{ eagerEotThreshold: 0.5 }, /eagerEotThreshold has no use/u],
    [{ eotTimeoutMs: 1_000 }, /eotTimeoutMs has no use/u],
  ])('and refuses %j, from the start and later', async (settings, message) => {
    expect(() => listen({ apiKey: 'key', ...MANUAL, ...settings })).toThrow(message);
    await using world = await createWorld([connected(), hold('never')], MANUAL);
    expect(String(await reasonOf(world.session.configure(settings)))).toMatch(message);
  });

  it('refuses a detection that it does not know', () => {
    const options: object = { turnDetection: 'push-to-talk' };
    expect(() => listen({ apiKey: 'key', ...options })).toThrow(/must be 'automatic' or 'manual', got push-to-talk/u);
  });

  it('the partial chunk goes first, then the words are waited for, then the end is forced: the last word survives', async () => {
    const script: ConnectionScript = [
      ...openTurn('one'),
      awaitAudio({ totalSeconds: 1.21 }),
      turnInfo({ event: 'Update', transcript: 'one two' }),
      awaitText('ForceEndTurn'),
      turnInfo({ event: 'EndOfTurn', transcript: 'one two', trigger: 'manual' }),
      hold('never'),
    ];
    await using world = await createWorld(script, MANUAL);
    expect(await talk(world, 1.21)).toMatchObject({ transcript: 'one two', reason: 'manual', synthetic: false });
    const [connection] = world.server.connections;
    expect(connection?.audioSeconds).toBeGreaterThanOrEqual(1.21);
    expect(connection?.texts).toEqual([FORCE]);
  });

  it('a word so short that its start comes after the release is not lost', async () => {
    const script: ConnectionScript = [
      connected(),
      awaitAudio({ seconds: 0.4 }),
      hold('slow'),
      turnInfo({ event: 'StartOfTurn', transcript: 'yes' }),
      awaitText('ForceEndTurn'),
      turnInfo({ event: 'EndOfTurn', transcript: 'yes', trigger: 'manual' }),
      hold('never'),
    ];
    await using world = await createWorld(script, MANUAL);
    const askedAt = world.clock.now();
    const forced = talk(world, 0.4);
    await world.until(() => world.clock.now() - askedAt > 900);
    world.server.release('slow');
    expect(await forced).toMatchObject({ transcript: 'yes', reason: 'manual' });
  });

  it('silence is no turn, and is not waited for without end', async () => {
    await using world = await createWorld([connected(), hold('never')], MANUAL);
    const askedAt = world.clock.now();
    expect(await talk(world, 0.4, 50)).toBeUndefined();
    expect(world.clock.now() - askedAt).toBeLessThanOrEqual(2_000);
    expect(world.turns).toEqual([]);
  });

  it('a deployment that does not know it ends the turn here, is asked once, and its last words are waited for all the same', async () => {
    const refusing: ConnectionScript = [
      ...openTurn('one'),
      awaitText('ForceEndTurn'),
      fatalError('UNPARSABLE_CLIENT_MESSAGE', 'unknown variant `ForceEndTurn`'),
      close(),
    ];
    const after: ConnectionScript = [
      connected(),
      awaitAudio({ seconds: 0.96 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'two' }),
      awaitAudio({ totalSeconds: 1.4 }),
      turnInfo({ event: 'Update', transcript: 'two three' }),
      hold('never'),
    ];
    await using world = await createWorld([refusing, after], MANUAL);
    expect(await talk(world, 0.5)).toMatchObject({ transcript: 'one', reason: 'manual', synthetic: true });
    await world.until(() => world.dials === 2 && world.session.state.status === 'open');
    world.speak(1);
    await world.until(() => world.session.state.openTurnId === 1);
    expect(await talk(world, 0.4)).toMatchObject({ transcript: 'two three', reason: 'manual', synthetic: true });
    expect(world.server.connections[1]?.texts).toEqual([]);
    expect(world.errors.map(({ code }) => code)).toEqual(['force-end-turn-unsupported']);
  });
});
