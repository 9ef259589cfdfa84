import type { Clock } from '../session/listen-options.ts';

/** The platform's time and chance. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wake: (delayMs, callback) => {
    // Platforms cut the fraction off, and some count from the start of their turn: one that goes off early is set again.
    const timer = setTimeout(callback, Math.max(0, Math.ceil(delayMs) + 1));
    // Node returns an object here and browsers a number.
    if (typeof timer === 'object') timer.unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
