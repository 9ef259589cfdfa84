import type { Clock } from '@turnstream/flux';
import { untilAborted } from '../object/until-aborted.ts';

/** Whatever says when it wants more: a `DeepgramFluxSTTService`, or a session of `@turnstream/flux`. */
export type Drain = {
  /** Resolves when less than a second of audio waits. */
  readonly drained: Promise<void>;
};

/** Says when the audio behind the first `playedMs` of a stream may go. */
export type PlayingPace = {
  /** Whether it may go now. */
  isDue(playedMs: number): boolean;
  /** Waits until it may go, or until the signal aborts. */
  untilDue(playedMs: number, signal: AbortSignal): Promise<void>;
};

/** Audio waits for the next step of this grid, on which the sources of a process wake together: each by itself costs far more. */
const wakeGridMs = 20;

/** The speed of speech, from now on. */
export function realTimePace(clock: Clock): PlayingPace {
  const startedMs = clock.now();
  return {
    isDue: (playedMs) => startedMs + playedMs <= clock.now(),
    untilDue: (playedMs, signal) =>
      new Promise((resolve) => {
        const wakeAtMs = Math.ceil((startedMs + playedMs) / wakeGridMs) * wakeGridMs;
        const give = (): void => {
          forget();
          signal.removeEventListener('abort', give);
          resolve();
        };
        const forget = clock.wake(Math.max(0, wakeAtMs - clock.now()), give);
        signal.addEventListener('abort', give, { once: true });
      }),
  };
}

/** As fast as `drain` takes it. */
export function drainPace(drain: Drain): PlayingPace {
  return {
    isDue: () => false,
    async untilDue(_playedMs, signal) {
      // The frame before has to arrive before whoever takes it can say that it is enough.
      await new Promise((resolve) => setImmediate(resolve));
      await untilAborted(drain.drained, signal);
    },
  };
}
