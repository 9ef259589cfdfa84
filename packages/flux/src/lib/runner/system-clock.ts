import type { Clock } from '../session/listen-options.ts';

/** The platform's time and chance. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wake: (delayMs, callback) => {
    // Node returns an object here and browsers a number.
    const timer: unknown = setTimeout(callback, Math.max(0, delayMs));
    if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
      timer.unref();
    return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
  },
  random: () => Math.random(),
};
