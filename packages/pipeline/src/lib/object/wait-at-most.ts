import type { Clock } from '@turnstream/flux';

/** Waits for `work`, but no longer than `timeoutMs`. Whether it was done in time; rejects when it rejects in time. */
export function waitAtMost(work: Promise<unknown>, timeoutMs: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const forget = clock.wake(timeoutMs, () => resolve(false));
    work.then(
      () => {
        forget();
        return resolve(true);
      },
      (error: unknown) => {
        forget();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
