import type { Clock } from '@turnstream/flux';

/** What is held, and how long at most. */
export type HoldOptions = {
  readonly ready: Promise<unknown>;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** `ready` has not settled in time; `release` follows. */
  readonly onTimeout: () => void;
  /** Called once. */
  readonly release: () => void;
};

/** Releases what is held once: when `ready` settles either way, when the time is up, or when the returned function is called. */
export function releaseOnce({ ready, timeoutMs, clock, onTimeout, release }: HoldOptions): () => void {
  let held = true;
  const settle = (): void => {
    if (!held) return;
    held = false;
    forget();
    release();
  };
  const forget = clock.wake(timeoutMs, () => {
    onTimeout();
    settle();
  });
  ready.then(settle, settle);
  return settle;
}
