import { expect, it } from 'vitest';
import { readUntilAborted, untilAborted } from './until-aborted.ts';

it('a promise that fails behind the abort is nobody’s: it is no unhandled rejection', async () => {
  const aborted = AbortSignal.abort(new Error('aborted'));
  await expect(untilAborted(Promise.reject(new Error('failed')), aborted)).rejects.toThrow('aborted');
});

it('reading ends with the abort, and asks for nothing more', async () => {
  const controller = new AbortController();
  let asked = 0;
  const source = (async function* () {
    for (; ; asked += 1) yield asked;
  })();
  const reading = (async (): Promise<void> => {
    for await (const value of readUntilAborted(source, controller.signal)) {
      if (value === 2) controller.abort(new Error('enough'));
    }
  })();
  await expect(reading).rejects.toThrow('enough');
  expect(asked).toBe(2);
});
