/** @throws TypeError naming the option when it is given and is no duration above 0 */
export function checkDuration(option: string, durationMs: number | undefined): void {
  if (durationMs === undefined || (Number.isFinite(durationMs) && durationMs > 0)) return;
  throw new TypeError(`${option} must be a number of milliseconds above 0, got ${durationMs}`);
}
