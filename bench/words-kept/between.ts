/** A value between two bounds, by chance from 0 to 1. */
export function between(random: () => number, least: number, most: number): number {
  return least + random() * (most - least);
}
