import { describe, expect, it } from 'vitest';
import { DecodeScheduler } from './decode-scheduler.ts';
import type { DecodeCaller, DecodeTiming } from './decode-scheduler.ts';
import type { Recogniser, RecognitionPurpose, RecognitionRequest } from './recogniser.ts';

const request = (name: number, purpose: RecognitionPurpose = 'partial'): RecognitionRequest => ({
  samples: Float32Array.of(name),
  speech: { start: 0, end: 1 },
  purpose,
});

/** A scheduler over a recogniser that finishes when it is told to, the first that was started first. */
function schedulerOf(maxRunning: number): {
  join: (onTiming?: (timing: DecodeTiming) => void) => DecodeCaller;
  idle: () => Promise<void>;
  started: number[];
  timings: DecodeTiming[];
  pass: (milliseconds: number) => void;
  finish: (failure?: Error) => Promise<void>;
} {
  const started: number[] = [];
  const timings: DecodeTiming[] = [];
  const running: { resolve: (text: string) => void; reject: (error: Error) => void }[] = [];
  let nowMs = 0;
  const recogniser: Recogniser = {
    decode: async ({ samples }) => {
      started.push(samples[0] ?? 0);
      return new Promise<string>((resolve, reject) => running.push({ resolve, reject }));
    },
  };
  const scheduler = new DecodeScheduler({
    rules: { maxRunning, maxPartialsRunning: maxRunning },
    now: () => nowMs,
  });
  const finish = async (failure?: Error): Promise<void> => {
    const first = running.shift();
    if (failure === undefined) first?.resolve('done');
    else first?.reject(failure);
    await new Promise(setImmediate);
  };
  const join = (onTiming?: (timing: DecodeTiming) => void): DecodeCaller => scheduler.join(recogniser, onTiming);
  return {
    join,
    idle: async () => scheduler.idle(),
    started,
    timings,
    pass: (milliseconds) => (nowMs += milliseconds),
    finish,
  };
}

describe('DecodeScheduler', () => {
  it('runs a few at a time, final ones first, and tells how long each waited and ran', async () => {
    const { join, started, timings, pass, finish } = schedulerOf(1);
    const requests = [request(1), request(2), request(3, 'final')];
    const decodes = requests.map(async (each) => join((timing) => timings.push(timing)).decode(each));
    await new Promise(setImmediate);
    for (const expected of [
      [1, 3],
      [1, 3, 2],
    ]) {
      pass(10);
      await finish();
      expect(started).toEqual(expected);
    }
    await finish();
    expect(await Promise.all(decodes)).toEqual(['done', 'done', 'done']);
    expect(timings.map(({ waitedMs, ranMs }) => [waitedMs, ranMs])).toEqual([
      [0, 10],
      [10, 10],
      [20, 0],
    ]);
  });

  it('goes on after a failure, which reaches only the one who asked', async () => {
    const { join, started, finish } = schedulerOf(1);
    const outcome = join()
      .decode(request(1))
      .catch((error: unknown) => error);
    const waiting = join().decode(request(2));
    await new Promise(setImmediate);
    await finish(new Error('broken'));
    expect(await outcome).toEqual(new Error('broken'));
    expect(started).toEqual([1, 2]);
    await finish();
    expect(await waiting).toBe('done');
  });

  it('drops what a caller waits for when it leaves, and never asks the recogniser', async () => {
    const { join, idle, started, finish } = schedulerOf(1);
    const staying = join().decode(request(1));
    const caller = join();
    const dropped = caller.decode(request(2)).catch((error: unknown) => error);
    caller.leave();
    caller.leave();
    expect(await dropped).toMatchObject({ message: expect.stringContaining('left before its decode') });
    await expect(caller.decode(request(3))).rejects.toThrow('has left');
    await finish();
    expect(await staying).toBe('done');
    await idle();
    expect(started).toEqual([1]);
  });

  it('refuses a second decode of a caller at a time', async () => {
    const { join, finish } = schedulerOf(2);
    const caller = join();
    const first = caller.decode(request(1));
    await expect(caller.decode(request(2))).rejects.toThrow('one stretch at a time');
    await finish();
    expect(await first).toBe('done');
  });

  it('is idle when nothing runs', async () => {
    const { join, idle, finish } = schedulerOf(2);
    await idle();
    const decode = join().decode(request(1));
    let settled = false;
    const waiting = idle().then(() => (settled = true));
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    await finish();
    await Promise.all([decode, waiting]);
    expect(settled).toBe(true);
  });
});
