/** A signal that aborts when the time is up or its parent aborts; disposing it ends both. */
export interface TimeLimit extends Disposable {
  readonly signal: AbortSignal;
  /** Whether it was the time that was up. */
  readonly isUp: boolean;
}

/**
 * Limits a piece of work to so many milliseconds. `AbortSignal.any` of `AbortSignal.timeout` would say the same in a line,
 * but Node 20 may collect such a signal before its time comes.
 */
export function limitTime(limitMs: number, parent?: AbortSignal): TimeLimit {
  const controller = new AbortController();
  let isUp = false;
  const timer = setTimeout(() => {
    isUp = true;
    controller.abort(new Error('the time is up'));
  }, limitMs);
  const abort = (): void => controller.abort(parent?.reason);
  parent?.addEventListener('abort', abort, { once: true });
  if (parent?.aborted === true) abort();
  return {
    signal: controller.signal,
    get isUp() {
      return isUp;
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      parent?.removeEventListener('abort', abort);
    },
  };
}
