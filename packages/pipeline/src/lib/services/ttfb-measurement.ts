/**
 * How long after the speaker fell silent the final text came, by a local voice-activity detector: one measurement for each
 * time of speech. Times are wall-clock milliseconds.
 */
export class TtfbMeasurement {
  #spokeUntilMs: number | undefined;
  #lastTextMs: number | undefined;

  /** Whether one runs. */
  get running(): boolean {
    return this.#spokeUntilMs !== undefined;
  }

  /** Speech began, or was cut off: what ran is given up. */
  reset(): void {
    this.#spokeUntilMs = undefined;
    this.#lastTextMs = undefined;
  }

  /** Speech ended at that time. */
  begin(spokeUntilMs: number): void {
    this.#spokeUntilMs = spokeUntilMs;
  }

  /** A text came. Gives the figure where it is the last one of the speech; `negative` where the clocks contradict. */
  text(atMs: number, finalized: boolean): TtfbResult | undefined {
    this.#lastTextMs = atMs;
    return finalized ? this.finish() : undefined;
  }

  /** No more is waited for: the last text counts, if there was one. */
  finish(): TtfbResult | undefined {
    const [from, to] = [this.#spokeUntilMs, this.#lastTextMs];
    if (from === undefined) return undefined;
    this.reset();
    if (to === undefined) return undefined;
    return to < from ? 'negative' : { durationMs: to - from };
  }
}

/** What a measurement came to. */
export type TtfbResult = { readonly durationMs: number } | 'negative';
