import type { SessionMetric } from '@turnstream/flux';
import { describe, expect, it } from 'vitest';
import { SessionWorld } from '../session/session-world.ts';

type Measured = { readonly world: SessionWorld; readonly metrics: readonly SessionMetric[] };

function measuredWorld(): Measured {
  const world = new SessionWorld({ eagerEotThreshold: 0.5 });
  const metrics: SessionMetric[] = [];
  world.session.on('metrics', (metric) => metrics.push(metric));
  return { world, metrics };
}

describe('demand 25: figures that mean something', () => {
  it('how long the first connection took, and how long there was none', () => {
    const { world, metrics } = measuredWorld();
    world.clock.advance(300);
    world.connect();
    world.speak(480);
    world.server.close({ code: 1011 });
    world.clock.advance(700);
    world.connect();
    expect(metrics).toEqual([
      { name: 'connect', durationMs: 300 },
      { name: 'redial-gap', durationMs: 700 },
    ]);
  });

  it('how long after the audio it is about an event came', () => {
    const { world, metrics } = measuredWorld();
    world.connect();
    world.speak(960);
    // The last of 0.96 s left 20 ms ago; the event is about 0.8 s.
    world.clock.advance(100);
    world.says('StartOfTurn', 'one', { audio_window_end: 0.8 });
    world.clock.advance(30);
    world.says('EndOfTurn', 'one', { audio_window_end: 0.96 });
    const latencies = metrics.filter(({ name }) => name === 'event-latency');
    expect(latencies).toEqual([
      { name: 'event-latency', event: 'StartOfTurn', durationMs: expect.closeTo(120 + 160, 6) },
      { name: 'event-latency', event: 'EndOfTurn', durationMs: expect.closeTo(150, 6) },
    ]);
  });

  it('nothing of events during a replay: they are late because of it', () => {
    const { world, metrics } = measuredWorld();
    world.connect();
    world.speak(4_000);
    world.says('StartOfTurn', 'one');
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    world.connect();
    world.clock.advance(500);
    world.says('StartOfTurn', 'one');
    expect(metrics.filter(({ name }) => name === 'event-latency')).toHaveLength(1);
  });

  it('how much earlier a prediction was than the end that confirmed it, and nothing of one that was withdrawn', () => {
    const { world, metrics } = measuredWorld();
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'one');
    world.says('EagerEndOfTurn', 'one');
    world.says('TurnResumed', 'one two');
    world.speak(480);
    world.says('EagerEndOfTurn', 'one two');
    world.speak(400);
    world.says('EndOfTurn', 'one two');
    expect(metrics.filter(({ name }) => name === 'eager-lead')).toEqual([
      { name: 'eager-lead', durationMs: 400, turnId: 0 },
    ]);
  });

  it('how far the server is behind the caller', () => {
    const { world } = measuredWorld();
    world.speak(1_200);
    expect(world.session.state.behindSeconds).toBeCloseTo(1.2);
    world.connect();
    world.clock.advance(2_000);
    expect(world.session.state.behindSeconds).toBe(0);
    world.server.bufferedBytes = 16_000;
    expect(world.session.state.behindSeconds).toBeCloseTo(0.25);
  });

  it('every second by what became of it, and the sum of what was sent is what went over the wire', () => {
    const { world } = measuredWorld();
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'one');
    world.clock.advance(1_500);
    world.server.close({ code: 1011 });
    world.speak(480);
    world.connect();
    world.speak(2_000);
    world.says('EndOfTurn', 'one');
    world.clock.advance(2_000);
    const { acceptedSeconds, sentSeconds, replayedSeconds, silentSeconds, skippedSeconds, lostSeconds } =
      world.session.usage;
    expect(acceptedSeconds).toBeCloseTo(3.44);
    expect(replayedSeconds).toBeGreaterThan(0.5);
    expect(silentSeconds).toBeGreaterThan(0.5);
    expect(sentSeconds + skippedSeconds + lostSeconds).toBeCloseTo(acceptedSeconds);
    const bytes = world.transport.connections.reduce((sum, { audioBytes }) => sum + audioBytes, 0);
    expect(sentSeconds + replayedSeconds + silentSeconds).toBeCloseTo(world.speech.secondsOf(bytes));
  });
});
