/** A stretch of quiet audio, in samples of the caller's audio: `from` inclusive, `to` exclusive. */
export type QuietRange = { readonly from: number; readonly to: number };

/** Adds a quiet stretch behind the others. */
export function addQuiet(ranges: readonly QuietRange[], from: number, to: number): readonly QuietRange[] {
  const last = ranges.at(-1);
  return last !== undefined && last.to === from
    ? [...ranges.slice(0, -1), { from: last.from, to }]
    : [...ranges, { from, to }];
}

/** The ranges without what lies before `position`. */
export function dropQuietBefore(ranges: readonly QuietRange[], position: number): readonly QuietRange[] {
  return ranges.length === 0 || (ranges[0]?.to ?? Infinity) > position
    ? ranges
    : ranges.filter(({ to }) => to > position);
}

/** Where to go on instead of `position`, when quiet can be left out there; keeps `marginSamples` at both ends. */
export function skipTo(ranges: readonly QuietRange[], position: number, marginSamples: number): number {
  const range = ranges.find(({ from, to }) => from + marginSamples <= position && position < to - marginSamples);
  return range === undefined ? position : range.to - marginSamples;
}
