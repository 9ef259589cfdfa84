/** Microseconds on a clock that all processes of this machine share. */
export function sharedMicroseconds(): number {
  return (performance.now() + OFFSET_MS) * 1_000;
}

/** From this process's `performance.now()` to the machine's monotonic clock, which every process shares. */
const OFFSET_MS = measureOffset();

/** Both clocks are read in turn: the closer together the readings, the truer the offset. */
function measureOffset(): number {
  let offsetMs = 0;
  let leastGapMs = Infinity;
  for (let reading = 0; reading < 1_000; reading += 1) {
    const beforeMs = performance.now();
    const sharedMs = Number(process.hrtime.bigint()) / 1e6;
    const gapMs = performance.now() - beforeMs;
    if (gapMs < leastGapMs) {
      leastGapMs = gapMs;
      offsetMs = sharedMs - beforeMs - gapMs / 2;
    }
  }
  return offsetMs;
}
