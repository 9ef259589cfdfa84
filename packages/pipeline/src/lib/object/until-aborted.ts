/** Waits for a promise, or until the signal aborts. What the promise comes to after that is ignored. */
export function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Reads an iterable until it ends or the signal aborts, also while it is being waited for. The iterable is closed in
 * every case, without waiting for it where it hangs.
 * @yields What the iterable gives
 */
export async function* readUntilAborted<Value>(
  source: Iterable<Value> | AsyncIterable<Value>,
  signal: AbortSignal,
): AsyncGenerator<Value, void, undefined> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let open = true;
  let fail: ((reason: unknown) => void) | undefined;
  // One listener for all that is read: one for each piece costs more than reading it.
  const abort = (): void => fail?.(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    while (true) {
      signal.throwIfAborted();
      const next = await new Promise<IteratorResult<Value>>((resolve, reject) => {
        fail = reject;
        Promise.resolve(iterator.next()).then(resolve, reject);
      });
      if (next.done === true) {
        open = false;
        return;
      }
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    if (open) Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
