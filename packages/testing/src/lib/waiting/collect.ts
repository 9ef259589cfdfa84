import type { WaitOptions } from './wait-options.ts';
import { withDeadline } from './with-deadline.ts';

/** Options of {@link collect}. */
export type CollectOptions<Value> = WaitOptions & {
  /** Stops after the first value for which this is true; that value is included. */
  readonly until?: (value: Value) => boolean;
  /** Stops after this many values. */
  readonly count?: number;
};

/**
 * Gathers what `source` yields: all of it, or as far as `until` and `count` say.
 * Stopping early returns the iterator.
 * @throws Error when the time is up (it says how many values had come), or what `source` throws
 */
export async function collect<Value>(
  source: AsyncIterable<Value>,
  options: CollectOptions<Value> = {},
): Promise<Value[]> {
  const values: Value[] = [];
  if (options.count === 0) return values;
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  const gather = async (): Promise<void> => {
    for (;;) {
      const result = await iterator.next();
      if (result.done === true) {
        ended = true;
        return;
      }
      values.push(result.value);
      if (values.length === options.count || options.until?.(result.value) === true) return;
    }
  };
  try {
    await withDeadline(
      gather(),
      { description: 'an async iterable', ...options },
      () => `${values.length} values had come`,
    );
  } finally {
    // Not awaited: a generator stuck in its own await would never answer, and its failure is not this call's.
    if (!ended) iterator.return?.().catch(() => undefined);
  }
  return values;
}
