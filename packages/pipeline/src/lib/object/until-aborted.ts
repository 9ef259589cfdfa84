/** Waits for a promise, or until the signal aborts. What the promise comes to after that is ignored. */
export async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  if (signal.aborted) {
    // Nobody looks at it any more, so its failure is nobody's.
    promise.catch(() => undefined);
    throw signal.reason;
  }
  const done = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: done.signal });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    done.abort();
  }
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
  try {
    while (true) {
      signal.throwIfAborted();
      const next = await untilAborted(Promise.resolve(iterator.next()), signal);
      if (next.done === true) {
        open = false;
        return;
      }
      yield next.value;
    }
  } finally {
    if (open) Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
