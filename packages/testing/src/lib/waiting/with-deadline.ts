import { DEFAULT_WAIT_TIMEOUT_MS, type WaitOptions } from './wait-options.ts';

/**
 * Gives up on `promise` when the time of `options` has passed: rejects with an error that says what was waited for
 * and, when `situation` is given, what there was instead.
 */
export async function withDeadline<Value>(
  promise: Promise<Value>,
  options: WaitOptions,
  situation?: () => string,
): Promise<Value> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_WAIT_TIMEOUT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    // Not unref'd: a process that waits for nothing else must live to see this failure.
    timer = setTimeout(() => {
      const instead = situation === undefined ? '' : `; ${situation()}`;
      reject(new Error(`waited ${timeoutMs} ms for ${options.description ?? 'a condition'}${instead}`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
