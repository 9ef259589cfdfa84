/** Waits for a promise, or until the signal aborts. What the promise comes to after that is ignored. */
export async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  let give: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    give = (): void => reject(signal.reason);
    signal.addEventListener('abort', give, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}

/**
 * Reads an iterable until it ends or the signal aborts, also while it is being waited for. The iterable is closed in
 * every case, without waiting for it where it hangs.
 */
export async function* readUntilAborted<Value>(
  source: Iterable<Value> | AsyncIterable<Value>,
  signal: AbortSignal,
): AsyncGenerator<Value, void, undefined> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let open = true;
  try {
    while (true) {
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
