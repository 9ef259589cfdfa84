import {
  blackHole,
  connected,
  cutAfter,
  ignorePings,
  silence,
  turnInfo,
  type ConnectionScript,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, type DemandWorld } from './demand-world.ts';
import { openTurn, wholeTurn } from './scripts.ts';

const CHUNK_MS = 100;

/** Speaks at the speed of time until `condition` holds; gives how long that took. */
async function speakUntil(world: DemandWorld, condition: () => boolean): Promise<number> {
  const startedAt = world.clock.now();
  await world.meanwhile(() => {
    if (condition()) return true;
    world.speak(CHUNK_MS / 1_000);
    world.clock.advance(CHUNK_MS);
    return condition();
  });
  return world.clock.now() - startedAt;
}

const MUTE: readonly (readonly [name: string, steps: ConnectionScript])[] = [
  ['answers pings and nothing else', [silence()]],
  ['answers not even pings', [ignorePings(), silence()]],
  ['is lost in a black hole', [blackHole()]],
  ['is lost in the middle of a message', [cutAfter({ sentBytes: 40, how: 'black-hole' }), turnInfo()]],
];

describe('demand 2: a server that stays open and goes silent is found and replaced', () => {
  it.each(MUTE)('within 3 s of audio in an open turn: it %s', async (_name, steps) => {
    await using world = await createWorld([[...openTurn('one'), ...steps], wholeTurn('one two')], {
      resume: { rate: 4 },
    });
    await speakUntil(world, () => world.turns.length > 0);
    const tookMs = await speakUntil(world, () => world.warnings.length > 0);
    expect(tookMs).toBeLessThanOrEqual(3_000 + CHUNK_MS);
    expect(tookMs).toBeGreaterThan(2_000);
    await speakUntil(world, () => world.transcripts.length > 0);
    expect(world.transcripts).toEqual(['one two']);
    expect(world.errors).toEqual([]);
    expect(world.session.usage.lostSeconds).toBe(0);
    // Not asked politely: a server that is deaf would not answer.
    await world.meanwhile(() => world.server.connections[0]?.end);
    expect(world.server.connections[0]?.end).toMatchObject({ by: 'client', code: 1006 });
  });

  it('within 10 s of audio between turns', async () => {
    await using world = await createWorld([[connected(), silence()], wholeTurn('one')], { resume: { rate: 4 } });
    await world.until(() => world.session.state.status === 'open');
    const tookMs = await speakUntil(world, () => world.warnings.length > 0);
    expect(tookMs).toBeGreaterThan(8_000);
    expect(tookMs).toBeLessThanOrEqual(10_000 + CHUNK_MS);
    await speakUntil(world, () => world.transcripts.length > 0);
    expect(world.transcripts).toEqual(['one']);
  });

  it('and one that is quiet because nobody speaks is left alone', async () => {
    await using world = await createWorld([connected()], { connection: { pingIntervalMs: 0 } });
    await world.until(() => world.session.state.status === 'open');
    world.clock.advance(3_600_000);
    expect(world.session.state.status).toBe('open');
    expect(world.dials).toBe(1);
    expect(world.session.usage).toMatchObject({ sentSeconds: 0, silentSeconds: 0 });
  });

  it('and one that answers, however little it says, is left alone', async () => {
    const updates = Array.from({ length: 40 }, (): ConnectionScript => [turnInfo({ transcript: 'one' })]);
    await using world = await createWorld([
      ...openTurn('one'),
      ...updates.flatMap((update, index): ConnectionScript => [
        { kind: 'await-audio', measure: 'seconds', amount: 0.5 + index * 0.4, total: true },
        ...update,
      ]),
    ]);
    await speakUntil(world, () => world.turns.length > 0);
    await speakUntil(world, () => world.session.usage.sentSeconds > 12);
    expect(world.warnings).toEqual([]);
    expect(world.dials).toBe(1);
  });
});
