/**
 * Prints a number as the service prints its floating-point fields: a whole number keeps `.0`.
 *
 * A number that is not finite prints as `null`, as in `JSON.stringify`.
 */
export function printFloat(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/**
 * A position in the stream as the service reports it in `audio_window_start` and `audio_window_end`: seconds in
 * 32-bit floating point, the whole seconds and the fraction rounded apart and added, printed with as few digits as
 * tell it apart. This gives `1.6800001` for 1680 ms and `2.4` for 2400 ms, and every window of the capture.
 *
 * @param positionMs - Milliseconds since the first audio of the connection.
 */
export function toWireSeconds(positionMs: number): number {
  const wholeSeconds = Math.floor(positionMs / 1000);
  const fraction = Math.fround(Math.fround(positionMs - wholeSeconds * 1000) / 1000);
  return shortestFloat32(Math.fround(wholeSeconds + fraction));
}

/** A confidence as the service reports it: four decimals, kept within 0 to 1; `NaN` is 0. */
export function toWireConfidence(confidence: number): number {
  if (Number.isNaN(confidence)) return 0;
  return Math.round(Math.min(1, Math.max(0, confidence)) * 10_000) / 10_000;
}

/** The double with the fewest decimal digits that rounds to the same 32-bit number. */
function shortestFloat32(value: number): number {
  const MAX_DIGITS_OF_FLOAT32 = 9;
  for (let digits = 1; digits < MAX_DIGITS_OF_FLOAT32; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(MAX_DIGITS_OF_FLOAT32));
}
