/** ISO 8601, UTC, with milliseconds and offset: `2026-08-21T10:00:00.005+00:00`. */
export function isoTimestamp(wallTimeMs: number): string {
  return new Date(wallTimeMs).toISOString().replace('Z', '+00:00');
}
