/**
 * Gives each value of an iterable to `take`, in order, until it ends or the signal aborts, also while a value is being
 * waited for. A promise that `take` returns is waited for before the next value is asked for. The iterable is closed in
 * every case, without waiting for it where it hangs.
 *
 * Written with callbacks, since a loop that can be aborted costs several promises more for each value, and a stream of
 * audio has many.
 */
export async function readEach<Value>(
  source: Iterable<Value> | AsyncIterable<Value>,
  signal: AbortSignal,
  take: (value: Value) => void | Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const over = new AbortController();
  let hasEnded = false;
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal });
      const ask = (): void => {
        try {
          signal.throwIfAborted();
          Promise.resolve(iterator.next()).then(given, reject);
        } catch (error) {
          reject(error);
        }
      };
      const given = (next: IteratorResult<Value, unknown>): void => {
        try {
          if (next.done === true) {
            hasEnded = true;
            resolve();
            return;
          }
          signal.throwIfAborted();
          const taking = take(next.value);
          if (taking === undefined) ask();
          else taking.then(ask, reject);
        } catch (error) {
          reject(error);
        }
      };
      ask();
    });
  } finally {
    over.abort();
    if (!hasEnded) close(iterator).catch(() => undefined);
  }
}

async function close(iterator: Iterator<unknown> | AsyncIterator<unknown>): Promise<void> {
  await iterator.return?.();
}
