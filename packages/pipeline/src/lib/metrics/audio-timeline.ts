const markEverySeconds = 0.1;
const maxMarks = 1_024;

/**
 * When each second of a stream of audio was heard. Keeps a mark for each 0.1 s of the last 100 s; what is older is
 * reckoned back from the oldest mark.
 */
export class AudioTimeline {
  readonly #seconds = new Float64Array(maxMarks);
  readonly #timesMs = new Float64Array(maxMarks);
  #marks = 0;
  #acceptedSeconds = 0;
  #markedSeconds = -Infinity;

  /** Audio of that length has just been heard to its end. */
  accept(seconds: number, nowMs: () => number): void {
    this.#acceptedSeconds += seconds;
    if (this.#acceptedSeconds - this.#markedSeconds < markEverySeconds) return;
    this.#markedSeconds = this.#acceptedSeconds;
    this.#seconds[this.#marks % maxMarks] = this.#acceptedSeconds;
    this.#timesMs[this.#marks % maxMarks] = nowMs();
    this.#marks += 1;
  }

  /** When that second of the stream was heard; `undefined` before any audio. */
  timeMsOf(seconds: number): number | undefined {
    const oldest = Math.max(0, this.#marks - maxMarks);
    let low = oldest;
    let high = this.#marks;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#seconds[middle % maxMarks] ?? 0) >= seconds) high = middle;
      else low = middle + 1;
    }
    const mark = Math.min(low, this.#marks - 1);
    if (mark < 0) return undefined;
    const markSeconds = this.#seconds[mark % maxMarks] ?? 0;
    return (this.#timesMs[mark % maxMarks] ?? 0) - (markSeconds - seconds) * 1_000;
  }
}
