/**
 * Where a connection's clock and the caller's audio meet, in samples. From `connection` on, both run together,
 * up to the next entry: silence that was put in moves only the connection's clock, audio left out only the caller's.
 */
export type ClockEntry = { readonly connection: number; readonly position: number };

/** The entries of one connection, in order. */
export type ClockMap = readonly ClockEntry[];

/** A call with many gaps keeps this many entries; older ones are known well enough by then. */
const MAX_ENTRIES = 512;

/** A connection whose first sample is the one at `position`. */
export function startClock(position: number): ClockMap {
  return [{ connection: 0, position }];
}

/** From this moment of the connection on, the audio at `position` follows. */
export function jumpClock(map: ClockMap, connection: number, position: number): ClockMap {
  const last = map.at(-1);
  if (last !== undefined && last.position + (connection - last.connection) === position) return map;
  const kept = map.filter((entry) => entry.connection < connection).slice(1 - MAX_ENTRIES);
  return [...kept, { connection, position }];
}

/** The caller's position that a moment of the connection belongs to. */
export function toPosition(map: ClockMap, connection: number): number {
  // Called for every time of every word, and nearly always there is one entry.
  let index = map.length - 1;
  while (index > 0 && (map[index]?.connection ?? 0) > connection) index -= 1;
  const entry = map[index];
  if (entry === undefined) return 0;
  const position = entry.position + Math.max(0, connection - entry.connection);
  const next = map[index + 1];
  // Inside silence that was put in, the caller's audio stands still.
  return next === undefined ? position : Math.min(position, next.position);
}
