import { setTimeout as wait } from 'node:timers/promises';
import { whenAborted } from './when-aborted.ts';

/**
 * Waits for `work`, for `ended`, or until `limitMs` have passed, whichever comes first; resolves to whether it was the time
 * that was up. Rejects as `work` does. `AbortSignal.any` of `AbortSignal.timeout` would say the same in a line, but Node 20
 * may collect such a signal before its time comes.
 */
export async function isTimeUp(work: Promise<unknown>, limitMs: number, ended: AbortSignal): Promise<boolean> {
  const done = new AbortController();
  const timeIsUp = wait(limitMs, true, { signal: done.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => false), whenAborted(ended).then(() => false), timeIsUp]);
  } finally {
    done.abort();
  }
}
