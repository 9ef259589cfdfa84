import type { Clock } from '@turnstream/flux';

/** The platform's time and chance. Its timers never keep a process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wake(delayMs, callback) {
    // The fraction is cut off by the platform: a timer that goes off early has to be set again.
    const timer = setTimeout(callback, Math.max(0, Math.ceil(delayMs) + 1));
    timer.unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
