/** A stretch of audio, in samples of the caller's audio: `from` inclusive, `to` exclusive. */
export type Range = { readonly from: number; readonly to: number };

/** More stretches than a call has in half a minute; beyond it the oldest are forgotten. */
const MAX_RANGES = 512;

/** The stretches and one more, joined where they touch. */
export function addRange(ranges: readonly Range[], from: number, to: number): readonly Range[] {
  if (to <= from) return ranges;
  const last = ranges.at(-1);
  if (last === undefined || last.to < from) return [...ranges.slice(1 - MAX_RANGES), { from, to }];
  const touching = ranges.filter((range) => range.from <= to && range.to >= from);
  const joined = {
    from: Math.min(from, ...touching.map((range) => range.from)),
    to: Math.max(to, ...touching.map((range) => range.to)),
  };
  return [...ranges.filter((range) => !touching.includes(range)), joined].toSorted(
    (one, other) => one.from - other.from,
  );
}

/** The stretches without those that end at or before `position`. */
export function dropRangesBefore(ranges: readonly Range[], position: number): readonly Range[] {
  return ranges.length === 0 || (ranges[0]?.to ?? Infinity) > position
    ? ranges
    : ranges.filter(({ to }) => to > position);
}

/** Samples between two positions that lie in none of the stretches. */
export function samplesOutside(ranges: readonly Range[], from: number, to: number): number {
  const inside = ranges.reduce(
    (sum, range) => sum + Math.max(0, Math.min(range.to, to) - Math.max(range.from, from)),
    0,
  );
  return Math.max(0, to - from - inside);
}

/** Where to go on instead of `position`, when it lies in a stretch that may be left out; keeps `marginSamples` at both ends. */
export function skipTo(ranges: readonly Range[], position: number, marginSamples: number): number {
  const range = ranges.find(({ from, to }) => from + marginSamples <= position && position < to - marginSamples);
  return range === undefined ? position : range.to - marginSamples;
}
