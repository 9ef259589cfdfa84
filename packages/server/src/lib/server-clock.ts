/** Time and chance, so that tests can bring their own. */
export type ServerClock = {
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since 1970: request ids carry it. */
  epochNow(): number;
  /** Calls back once, about `delayMs` later; returns what undoes it. Must not keep a process alive. */
  wake(delayMs: number, callback: () => void): () => void;
  /** Fills with random bytes: request ids carry them. */
  fillRandom(bytes: Uint8Array<ArrayBuffer>): void;
};

/** The clock of the machine. */
export const systemServerClock: ServerClock = {
  now: () => performance.now(),
  epochNow: () => Date.now(),
  wake(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
  fillRandom(bytes) {
    crypto.getRandomValues(bytes);
  },
};
