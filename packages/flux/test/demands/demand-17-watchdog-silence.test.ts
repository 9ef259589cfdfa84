import type { RawEncoding } from '@turnstream/audio';
import type { Clock } from '@turnstream/flux';
import { awaitAudio, connected, FakeClock, turnInfo } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { SessionWorld } from '../session/session-world.ts';
import { createWorld } from './demand-world.ts';
import { openTurn } from './scripts.ts';

/** Bugs with it: Pipecat 0.0.95 (a dangling turn) and 1.2.0 #4430 (silence between large chunks). */
describe('demand 17: silence for a source that stalled does no harm', () => {
  it('ends a turn that would stay open for ever: the server’s timers run on audio', async () => {
    await using world = await createWorld([
      ...openTurn('one'),
      awaitAudio({ seconds: 1 }),
      turnInfo({ event: 'EndOfTurn', transcript: 'one', trigger: 'timeout' }),
    ]);
    world.speak(0.48);
    await world.turnEnd();
    expect(world.turns.at(-1)).toMatchObject({ transcript: 'one', reason: 'timeout' });
    const { silentSeconds, acceptedSeconds } = world.session.usage;
    expect(acceptedSeconds).toBe(0.48);
    expect(world.server.connections[0]?.audioSeconds).toBeCloseTo(acceptedSeconds + silentSeconds);
    expect(world.server.connections[0]?.audio.subarray(0.48 * 32_000).every((byte) => byte === 0)).toBe(true);
    // Once it has ended there is no more of it.
    world.clock.advance(60_000);
    expect(world.session.usage.silentSeconds).toBe(silentSeconds);
  });

  it.each([20, 80, 200, 500, 900])(
    'none between pieces of %i ms that come almost as late again as they are long',
    (chunkMs) => {
      const world = openTurnWorld(chunkMs);
      for (let round = 0; round < 40; round += 1) {
        const lateMs = chunkMs * 0.7;
        world.session.send(world.samples(chunkMs));
        world.clock.advance(chunkMs + lateMs);
        world.session.send(world.samples(chunkMs));
        world.clock.advance(chunkMs - lateMs);
        world.says('Update', 'one');
      }
      expect(world.session.usage.silentSeconds).toBe(0);
    },
  );

  it('none where the process was kept from running, and its timers go off before it reads what has come', () => {
    const time = new FakeClock();
    const clock: Clock = {
      now: () => time.now(),
      random: () => time.random(),
      wake: (delayMs, callback) => time.wake(Math.ceil((time.now() + delayMs) / 1_000) * 1_000 - time.now(), callback),
    };
    const world = new SessionWorld({ clock, connection: { pingIntervalMs: 0 } });
    world.connect();
    for (let second = 0; second < 20; second += 1) {
      time.advance(1_000);
      for (let frame = 0; frame < 48; frame += 1) world.session.send(world.samples(20));
      world.says(second === 0 ? 'StartOfTurn' : 'Update', 'one');
    }
    expect(world.session.usage.silentSeconds).toBe(0);
  });

  it('is paced: never more of it than time has passed', () => {
    const world = openTurnWorld(20);
    for (let waitedMs = 0; waitedMs < 4_000; waitedMs += 40) {
      world.clock.advance(40);
      world.says('Update', 'one');
      expect(world.session.usage.silentSeconds).toBeLessThanOrEqual(Math.max(0, waitedMs + 40 - 480) / 1_000 + 0.081);
    }
    expect(world.session.usage.silentSeconds).toBeGreaterThan(3.3);
  });

  it('stops with the first real audio, in the middle of it, and real audio keeps its order and its times', () => {
    const world = openTurnWorld(20);
    world.clock.advance(1_290);
    world.says('Update', 'one');
    const { silentSeconds } = world.session.usage;
    expect(silentSeconds).toBeGreaterThan(0.5);
    world.session.send(world.samples(20));
    world.clock.advance(79);
    expect(world.session.usage.silentSeconds).toBe(silentSeconds);
    world.speak(1_040);
    world.says('Update', 'one two');
    expect(world.session.usage).toMatchObject({ silentSeconds, lostSeconds: 0, acceptedSeconds: 2.02 });
    expect(world.speech.spanOf(world.server)).toEqual([1, 2.02 * 16_000]);
  });

  it('is none of it while nobody speaks', () => {
    const world = new SessionWorld({ connection: { pingIntervalMs: 0 } });
    world.connect();
    world.speak(1_000);
    world.says('Update', '');
    world.clock.advance(600_000);
    expect(world.session.usage.silentSeconds).toBe(0);
  });

  it('is told in one line of the log for each time', () => {
    const lines: string[] = [];
    const note = (message: string): void => void lines.push(message);
    const world = openTurnWorld(20, { debug: () => undefined, info: note, warn: note, error: note });
    for (let stall = 0; stall < 3; stall += 1) {
      for (let waitedMs = 0; waitedMs < 5_000; waitedMs += 500) {
        world.clock.advance(500);
        world.says('Update', 'one');
      }
      world.speak(1_000);
      world.says('Update', 'one');
    }
    expect(lines.filter((line) => line.includes('silence'))).toHaveLength(3);
    expect(world.warnings).toEqual([]);
  });

  it.each<readonly [encoding: RawEncoding, silence: number]>([
    ['linear16', 0],
    ['mulaw', 0xff],
    ['alaw', 0xd5],
  ])('is the silence of %s', async (encoding, silence) => {
    await using world = await createWorld(
      [connected(), awaitAudio({ bytes: 8_000 }), turnInfo({ event: 'StartOfTurn', transcript: 'one' })],
      {
        encoding,
        sampleRateHz: 8_000,
      },
    );
    world.session.send(new Uint8Array(8_000).fill(0x55));
    await world.until(() => world.turns.length > 0);
    await world.until(() => world.session.usage.silentSeconds > 0.3);
    const sent = await world.meanwhile(() => {
      const audio = world.server.connections[0]?.audio.subarray(8_000);
      return audio !== undefined && audio.byteLength > 0 && audio;
    });
    expect(new Set(sent)).toEqual(new Set([silence]));
  });
});

/** A turn is open, of a source that delivers pieces of this length. */
function openTurnWorld(
  chunkMs: number,
  logger?: NonNullable<ConstructorParameters<typeof SessionWorld>[0]>['logger'],
): SessionWorld {
  const world = new SessionWorld({ connection: { pingIntervalMs: 0 }, ...(logger === undefined ? {} : { logger }) });
  world.connect();
  world.speak(Math.max(960, 2 * chunkMs), chunkMs);
  world.says('StartOfTurn', 'one');
  return world;
}
