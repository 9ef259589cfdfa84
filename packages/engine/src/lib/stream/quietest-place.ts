/** The loudness of one window: the mean of its squared samples. */
export type WindowPower = { readonly end: number; readonly power: number };

/** A cut is looked for between these shares of the length, so that neither part is too short to be understood. */
const EARLIEST_SHARE = 0.5;
const LATEST_SHARE = 0.95;
/** Windows that are weighed together: a single quiet one may lie inside a word. */
const WIDTH = 5;

/** Where a segment from `start` to `end` is best cut: the middle of its quietest stretch in the later half. */
export function quietestPlace(powers: readonly WindowPower[], start: number, end: number): number {
  const earliest = start + (end - start) * EARLIEST_SHARE;
  const latest = start + (end - start) * LATEST_SHARE;
  let place = Math.round(latest);
  let lowest = Infinity;
  for (let index = 0; index + WIDTH <= powers.length; index += 1) {
    const stretch = powers.slice(index, index + WIDTH);
    const middle = stretch[Math.floor(WIDTH / 2)]?.end ?? end;
    if (middle < earliest || middle > latest) continue;
    const power = stretch.reduce((sum, window) => sum + window.power, 0);
    if (power < lowest) {
      lowest = power;
      place = middle;
    }
  }
  return place;
}
