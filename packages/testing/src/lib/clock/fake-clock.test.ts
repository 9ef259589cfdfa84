import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.ts';

describe('FakeClock', () => {
  it('stands still until it is moved', () => {
    const clock = new FakeClock({ startMs: 1_000 });
    const calls: string[] = [];
    clock.wake(0, () => calls.push('zero'));
    expect(clock.now()).toBe(1_000);
    expect(calls).toEqual([]);
    clock.advance(0);
    expect(calls).toEqual(['zero']);
  });

  it('runs callbacks in the order they are due, each at its own time', () => {
    const clock = new FakeClock();
    const calls: [string, number][] = [];
    const note = (name: string) => () => calls.push([name, clock.now()]);
    clock.wake(30, note('late'));
    clock.wake(10, note('early'));
    clock.wake(30, note('late, asked second'));
    clock.wake(31, note('too late'));
    clock.advance(30);
    expect(calls).toEqual([
      ['early', 10],
      ['late', 30],
      ['late, asked second', 30],
    ]);
    expect(clock.now()).toBe(30);
    expect(clock.pending).toBe(1);
    expect(clock.nextWakeInMs).toBe(1);
  });

  it('runs a callback that a callback asked for when it falls due within the same advance', () => {
    const clock = new FakeClock();
    const times: number[] = [];
    const again = (): void => {
      times.push(clock.now());
      if (times.length < 3) clock.wake(10, again);
    };
    clock.wake(10, again);
    clock.advance(100);
    expect(times).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(100);
  });

  it('does not run a callback that was undone', () => {
    const clock = new FakeClock();
    let calls = 0;
    const undo = clock.wake(10, () => (calls += 1));
    undo();
    undo();
    clock.advance(20);
    expect(calls).toBe(0);
    expect(clock.nextWakeInMs).toBeUndefined();
  });

  it('stops with an error when something wakes itself without end', () => {
    const clock = new FakeClock();
    const again = (): void => {
      clock.wake(0, again);
    };
    clock.wake(0, again);
    expect(() => clock.advance(1)).toThrow('wakes itself without end');
  });

  it('lets promises settle between callbacks when advanced asynchronously', async () => {
    const clock = new FakeClock();
    const times: number[] = [];
    clock.wake(10, () => {
      void Promise.resolve()
        .then(() => undefined)
        .then(() => clock.wake(5, () => times.push(clock.now())));
    });
    await clock.advanceAsync(20);
    expect(times).toEqual([15]);
    expect(clock.now()).toBe(20);
  });

  it('gives the random values it was given, over and over', () => {
    const clock = new FakeClock({ randomValues: [0, 0.25] });
    expect([clock.random(), clock.random(), clock.random()]).toEqual([0, 0.25, 0]);
    expect(new FakeClock().random()).toBe(0.5);
    expect(() => new FakeClock({ randomValues: [] })).toThrow(TypeError);
    expect(() => new FakeClock({ randomValues: [1.5] })).toThrow('options.randomValues');
  });

  it('refuses to move backwards', () => {
    expect(() => new FakeClock().advance(-1)).toThrow('durationMs must be 0 or more');
  });
});
