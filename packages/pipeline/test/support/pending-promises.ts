import { createHook } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';

/** Counts the promises that are made while `work` runs and not settled once everything has come to rest. */
export async function countPendingPromises(work: () => Promise<void>): Promise<number> {
  const pending = new Set<number>();
  const hook = createHook({
    init: (id, type) => void (type === 'PROMISE' && pending.add(id)),
    promiseResolve: (id) => void pending.delete(id),
  });
  hook.enable();
  try {
    await work();
    for (let rest = 0; rest < 5; rest += 1) await setImmediate();
  } finally {
    hook.disable();
  }
  return pending.size;
}
