import type { Clock } from '@turnstream/flux';
import { FakeClock } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { SessionWorld } from './session-world.ts';

describe('a session without a pace', () => {
  it('sends no more than the server can hear, and goes on as it hears', () => {
    const world = new SessionWorld({ resume: { rate: Infinity } });
    world.connect();
    world.session.send(world.samples(20_000));
    expect(world.heardSeconds).toBeGreaterThan(2.9);
    expect(world.heardSeconds).toBeLessThanOrEqual(3.08);
    const wakesBefore = world.clock.pending;
    world.clock.advance(1_000);
    expect(world.heardSeconds).toBeLessThanOrEqual(3.08);
    expect(world.clock.pending).toBe(wakesBefore);
    world.says('Update', '', { audio_window_end: 2 });
    world.clock.advance(10);
    expect(world.heardSeconds).toBeGreaterThan(4.9);
  });
});

describe('a session with a pace', () => {
  it('sends a file no faster than 1.25 times real time', async () => {
    const world = new SessionWorld();
    world.connect();
    const writer = world.session.audio.getWriter();
    const written = writer.write(world.samples(6_000));
    await world.clock.advanceAsync(2_000);
    expect(world.heardSeconds).toBeGreaterThan(2.3);
    expect(world.heardSeconds).toBeLessThanOrEqual(2.5);
    world.says('Update', '');
    await world.clock.advanceAsync(2_500);
    await written;
    expect(world.session.usage.lostSeconds).toBe(0);
  });

  it('lets a source that stalled catch up at once', () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(960);
    world.clock.advance(1_000);
    world.session.send(world.samples(1_000));
    expect(world.session.state.behindSeconds).toBe(0);
  });

  it.each([50, 240, 400])('catches up in a process that is always %i ms late', (lateMs) => {
    const time = new FakeClock();
    const clock: Clock = {
      now: () => time.now(),
      random: () => time.random(),
      wake: (delayMs, callback) => time.wake(delayMs + lateMs, callback),
    };
    const world = new SessionWorld({ clock, connection: { pingIntervalMs: 0 } });
    world.session.send(world.samples(5_000));
    time.advance(1_000);
    world.connect();
    for (let spokenMs = 0; spokenMs < 50_000; spokenMs += 400) {
      time.advance(400);
      world.session.send(world.samples(400));
      world.says('Update', '');
    }
    expect(world.session.state.behindSeconds).toBeLessThan(0.5);
    expect(world.session.usage.lostSeconds).toBe(0);
  });
});
