import { FakeClock } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { silentLogger } from './silent-logger.ts';
import { systemClock } from './system-clock.ts';
import { TaskGroup } from './task-group.ts';

const owner = { name: 'owner' };

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });
}

describe('a group of tasks', () => {
  it('names its tasks after their owner; a name may be used twice', async () => {
    const group = new TaskGroup(owner);
    group.begin('wait', silentLogger, aborted);
    group.begin('wait', silentLogger, aborted);
    await Promise.resolve();
    expect(group.names).toEqual(['owner::wait', 'owner::wait']);
    await group.end(1_000, systemClock, silentLogger);
    expect(group.names).toEqual([]);
  });

  it('logs a task that fails, and is done with it', async () => {
    const group = new TaskGroup(owner);
    const lines: string[] = [];
    group.begin('fail', { ...silentLogger, error: (message) => void lines.push(message) }, () =>
      Promise.reject(new Error('no')),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toEqual(['owner::fail failed']);
    expect(group.names).toEqual([]);
  });

  it('takes an error after the abort as an end that was asked for', async () => {
    const group = new TaskGroup(owner);
    const lines: string[] = [];
    const logger = { ...silentLogger, error: (message: string) => void lines.push(message) };
    group.begin(
      'wait',
      logger,
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    );
    await Promise.resolve();
    await group.end(1_000, systemClock, logger);
    expect(lines).toEqual([]);
  });

  it('waits no longer than it was told for a task that stays, and says which', async () => {
    const group = new TaskGroup(owner);
    const clock = new FakeClock();
    const lines: string[] = [];
    group.begin('stay', silentLogger, () => new Promise(() => undefined));
    const ended = group.end(1_000, clock, { ...silentLogger, warn: (message) => void lines.push(message) });
    clock.advance(1_000);
    await ended;
    expect(lines).toEqual(['owner::stay did not end within 1000 ms of being asked to']);
  });

  it('begins nothing after its end', async () => {
    const group = new TaskGroup(owner);
    await group.end(1_000, systemClock, silentLogger);
    let begun = false;
    group.begin('late', silentLogger, async () => {
      begun = true;
    });
    await Promise.resolve();
    expect(begun).toBe(false);
  });
});
