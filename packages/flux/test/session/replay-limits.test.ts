import { describe, expect, it } from 'vitest';
import { inShort, SessionWorld } from './session-world.ts';

/** Loses the connection, lets the next dial through, and waits a little. */
function drop(world: SessionWorld, waitMs: number): void {
  world.server.close({ code: 1011 });
  while (world.server.state !== 'dialing') world.clock.advance(50);
  world.connect();
  world.clock.advance(waitMs);
}

describe('audio that was sent again as often as it may be', () => {
  it('does not keep later audio from being heard again', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'doomed');
    for (let times = 0; times < 4; times += 1) drop(world, 1_500);
    world.speak(2_000);
    world.says('StartOfTurn', 'later');
    drop(world, 2_500);
    world.says('EndOfTurn', 'later');
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 doomed',
      'end 0 doomed (connection-lost)',
      'start 1 later',
      'end 1 later (unspecified)',
    ]);
    expect(world.session.usage.replayedSeconds).toBeGreaterThan(1);
  });
});

describe('connections lost in replays', () => {
  it('do not bring the audio a fourth time', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(3_040);
    world.says('StartOfTurn', 'doomed');
    for (let times = 0; times < 4; times += 1) drop(world, 200);
    world.speak(1_000);
    expect(world.speech.spanOf(world.server)?.[0]).toBeGreaterThan(3 * 16_000);
    expect(inShort(await world.finalEvents())).toEqual(['start 0 doomed', 'end 0 doomed (connection-lost)']);
    const { acceptedSeconds, lostSeconds } = world.session.usage;
    expect(world.speech.secondsNotDecoded(world.transport.connections, acceptedSeconds)).toBeLessThanOrEqual(
      lostSeconds,
    );
  });
});
