import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { IntervalHistogram } from 'node:perf_hooks';

/** What a piece of work cost the process. */
export type Cost = {
  /** Processor time of all threads. */
  readonly cpuSeconds: number;
  /** How late timers were: 99 of 100, and the latest. */
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
};

const RESOLUTION_MS = 5;

/** Starts to measure; the returned function ends it. */
export function measureCost(): () => Cost {
  const cpu = process.cpuUsage();
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return () => {
    delay.disable();
    const { user, system } = process.cpuUsage(cpu);
    return { cpuSeconds: (user + system) / 1e6, ...lateness(delay) };
  };
}

function lateness(delay: IntervalHistogram): Pick<Cost, 'loopDelayMaxMs' | 'loopDelayP99Ms'> {
  return { loopDelayP99Ms: lateMs(delay.percentile(99)), loopDelayMaxMs: lateMs(delay.max) };
}

function lateMs(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}
