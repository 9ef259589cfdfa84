/** Shortest pause, and the shape of the law; fitted to the published English pauses of LiveKit's eot-bench. */
const SHORTEST_SECONDS = 0.2;
const SHAPE = 1.45;
const LONGEST_SECONDS = 5;

/** Share of pauses inside turns that last longer than this: a Pareto law. */
export function pausesLongerThan(seconds: number): number {
  if (seconds < SHORTEST_SECONDS) return 1;
  return seconds > LONGEST_SECONDS ? 0 : (seconds / SHORTEST_SECONDS) ** -SHAPE;
}

/** Share of silences of at least 0.2 s that are ends of turns in eot-bench's English part. */
export const PRIOR = 0.36;
