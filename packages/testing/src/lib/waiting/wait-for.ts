import { setImmediate, setTimeout } from 'node:timers/promises';
import { DEFAULT_WAIT_TIMEOUT_MS, type WaitOptions } from './wait-options.ts';

const EAGER_LOOKS = 50;
const LOOK_INTERVAL_MS = 5;

/** What a condition gives while it does not hold. */
export type Falsy = false | undefined | null | 0 | '';

/**
 * Waits until `condition` gives something truthy, and resolves to that.
 * Looks again after each turn of the event loop at first, then every 5 ms.
 * Prefer a wait on the thing itself (`server.waitFor`, `nextEvent`) where there is one.
 * @throws Error when the time is up, or what `condition` throws
 */
export async function waitFor<Value>(
  condition: () => Value | Falsy | Promise<Value | Falsy>,
  options: WaitOptions = {},
): Promise<Value> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_WAIT_TIMEOUT_MS;
  const deadline = performance.now() + timeoutMs;
  for (let looks = 0; ; looks += 1) {
    const value = await condition();
    if (value !== false && value !== undefined && value !== null && value !== 0 && value !== '') return value;
    if (performance.now() >= deadline) {
      throw new Error(`waited ${timeoutMs} ms for ${options.description ?? 'a condition'}`);
    }
    await (looks < EAGER_LOOKS ? setImmediate() : setTimeout(LOOK_INTERVAL_MS));
  }
}
