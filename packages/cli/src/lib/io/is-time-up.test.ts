import { setFlagsFromString } from 'node:v8';
import { setImmediate } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { isTimeUp } from './is-time-up.ts';

const NEVER = new Promise<never>(() => undefined);

it('is up when nothing came in time, whatever the garbage collector does meanwhile', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: unknown = runInNewContext('gc');
  const over = new AbortController();
  const collect = async (): Promise<void> => {
    while (!over.signal.aborted) {
      if (typeof collectGarbage === 'function') collectGarbage();
      await setImmediate();
    }
  };
  const collecting = collect();
  expect(await isTimeUp(NEVER, 100, new AbortController().signal)).toBe(true);
  over.abort();
  await collecting;
});

it('is not up when the work is done, or the end came first', async () => {
  const ended = new AbortController();
  expect(await isTimeUp(Promise.resolve(), 60_000, ended.signal)).toBe(false);
  ended.abort();
  expect(await isTimeUp(NEVER, 60_000, ended.signal)).toBe(false);
});

it('fails as the work does', async () => {
  const failure = new Error('refused');
  await expect(isTimeUp(Promise.reject(failure), 60_000, new AbortController().signal)).rejects.toBe(failure);
});
