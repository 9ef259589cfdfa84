import type { Clock } from '@turnstream/flux';

/** The platform's time and chance. Its timers never keep a process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wake(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
