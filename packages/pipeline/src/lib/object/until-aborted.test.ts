import { expect, it } from 'vitest';
import { untilAborted } from './until-aborted.ts';

it('a promise that fails behind the abort is nobody’s: it is no unhandled rejection', async () => {
  const aborted = AbortSignal.abort(new Error('aborted'));
  await expect(untilAborted(Promise.reject(new Error('failed')), aborted)).rejects.toThrow('aborted');
});
