import type { EngineLoad } from '../engine.ts';

/** What is expected of the machine, in cores. */
export type LoadRules = {
  /** What a new stream is taken to need, until it shows what it does need. */
  readonly expectedCores: { readonly normal: number; readonly high: number };
  /** All streams together may need so much before a new one is looked at less often, and before it is refused. */
  readonly highFromCores: number;
  readonly fullFromCores: number;
};

/** What one stream has needed of late. Both numbers fade, so that the last half minute counts most. */
export type StreamCost = {
  readonly expectedCores: number;
  readonly seenSeconds: number;
  readonly busySeconds: number;
  readonly atMs: number;
};

/** What is expected of a stream counts as much as so many seconds of what was seen. */
const EXPECTATION_SECONDS = 15;
/** What was seen counts half after about two thirds of this. */
const MEMORY_SECONDS = 30;

/** A stream that has just begun. */
export function newStreamCost(expectedCores: number, nowMs: number): StreamCost {
  return { expectedCores, seenSeconds: 0, busySeconds: 0, atMs: nowMs };
}

/** The cost with the time since then in it, and some work. */
export function withWork(cost: StreamCost, busyMs: number, nowMs: number): StreamCost {
  const seconds = Math.max(0, nowMs - cost.atMs) / 1_000;
  const kept = Math.exp(-seconds / MEMORY_SECONDS);
  return {
    ...cost,
    seenSeconds: cost.seenSeconds * kept + seconds,
    busySeconds: cost.busySeconds * kept + busyMs / 1_000,
    atMs: nowMs,
  };
}

/** How much of a core a stream needs: what was seen, and what was expected as far as little was seen. */
export function coresOf(cost: StreamCost, nowMs: number): number {
  const { expectedCores, seenSeconds, busySeconds } = withWork(cost, 0, nowMs);
  return (expectedCores * EXPECTATION_SECONDS + busySeconds) / (EXPECTATION_SECONDS + seenSeconds);
}

/** How much more the machine can take beside these streams. */
export function loadOf(costs: Iterable<StreamCost>, nowMs: number, rules: LoadRules): EngineLoad {
  let cores = 0;
  for (const cost of costs) cores += coresOf(cost, nowMs);
  if (cores + rules.expectedCores.normal <= rules.highFromCores) return 'normal';
  return cores + rules.expectedCores.high <= rules.fullFromCores ? 'high' : 'full';
}
