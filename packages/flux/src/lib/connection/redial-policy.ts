/** How long and how often a session tries to get a connection. */
export type RedialPolicy = {
  readonly connectTimeoutMs: number;
  readonly maxFailedDials: number;
  readonly maxRedialDelayMs: number;
  /** 0: never ping. */
  readonly pingIntervalMs: number;
  /** 0: no silence in place of pings. */
  readonly idleSilenceIntervalMs: number;
  readonly maxIdleSilenceMs: number;
};

/** The first redial comes within this time: most drops are momentary. */
const FIRST_REDIAL_WITHIN_MS = 200;

/** The second wait; later ones double up to the policy's maximum. */
const SECOND_REDIAL_AFTER_MS = 500;

/** A connection that lived this long was good: what comes next is a new trouble. */
export const STABLE_AFTER_MS = 5_000;

/**
 * Milliseconds to wait before the next dial.
 * @param failures dials and short-lived connections that failed in a row, from 1
 * @param random 0 to 1, so that many sessions do not dial at once
 * @param retryAfterMs the server's own wish
 */
export function redialDelayMs(policy: RedialPolicy, failures: number, random: number, retryAfterMs = 0): number {
  if (failures <= 1) return Math.max(retryAfterMs, Math.round(FIRST_REDIAL_WITHIN_MS * random));
  const bound = Math.min(policy.maxRedialDelayMs, SECOND_REDIAL_AFTER_MS * 2 ** Math.min(failures - 2, 20));
  return Math.max(retryAfterMs, Math.round(bound * (0.5 + random / 2)));
}
