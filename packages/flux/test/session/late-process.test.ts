import { FakeClock } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { SessionWorld } from './session-world.ts';

/** A session in an open turn, in a process that is then kept from running for 3 s and handles 2 s of audio before it reads its sockets. */
function createLateWorld(): { readonly world: SessionWorld; readonly timers: FakeClock } {
  const timers = new FakeClock();
  let lateMs = 0;
  const clock = {
    now: () => timers.now() + lateMs,
    wake: (delayMs: number, callback: () => void) => timers.wake(delayMs, callback),
    random: () => 0.5,
  };
  const world = new SessionWorld({ clock, resume: { rate: 4 } });
  world.connect();
  speak(world, timers, 400);
  world.says('StartOfTurn', 'one');
  speak(world, timers, 1_200);
  lateMs = 3_000;
  world.session.send(world.samples(2_000));
  return { world, timers };
}

function speak(world: SessionWorld, timers: FakeClock, durationMs: number): void {
  for (let spokenMs = 0; spokenMs < durationMs; spokenMs += 20) {
    world.session.send(world.samples(20));
    timers.advance(20);
  }
}

describe('a process that was late', () => {
  it('takes no server for dead whose answer it had not read', () => {
    const { world, timers } = createLateWorld();
    expect(world.heardSeconds).toBeCloseTo(3.6);
    timers.advance(10);
    world.says('Update', 'one two');
    speak(world, timers, 1_000);
    expect([world.dials, world.warnings]).toEqual([1, []]);
  });

  it('still finds a dead one, at the second look', () => {
    const { world, timers } = createLateWorld();
    timers.advance(90);
    expect(world.warnings).toEqual([]);
    timers.advance(10);
    expect(world.warnings.map(({ message }) => message)).toEqual([
      'The server stopped answering: the connection is being replaced.',
    ]);
  });
});
