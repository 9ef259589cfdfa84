/** How fast audio may leave: samples that may go now, refilled with time. `held`: audio has waited for them since. */
export type Pace = { readonly tokens: number; readonly at: number; readonly held: boolean };

/** What a pace is made of. */
export type PaceRule = {
  readonly sampleRateHz: number;
  /** Times real time; `Infinity` for no bound. */
  readonly rate: number;
  readonly chunkSamples: number;
};

/** A source that stalled may catch up this much at once. */
const MAX_BURST_SECONDS = 2;

/**
 * A timer that goes off late is made up for by this much: the second after it carries so much more than the rate. With
 * little, a process that is always late by more would fall behind its caller for ever.
 */
const MAX_LATE_SECONDS = 0.5;

/** A pace that has saved up `seconds` of audio. */
export function startPace(rule: PaceRule, at: number, seconds: number): Pace {
  return { tokens: Math.min(seconds, MAX_BURST_SECONDS) * rule.sampleRateHz, at, held: true };
}

/** The pace at a later moment. While audio waits nothing is saved up. */
export function refill(pace: Pace, rule: PaceRule, at: number): Pace {
  const { held } = pace;
  if (rule.rate === Infinity) return { tokens: Infinity, at, held };
  const gained = ((at - pace.at) / 1_000) * rule.rate * rule.sampleRateHz;
  const most = held
    ? Math.max(pace.tokens, rule.chunkSamples + MAX_LATE_SECONDS * rule.sampleRateHz)
    : MAX_BURST_SECONDS * rule.sampleRateHz;
  return { tokens: Math.min(pace.tokens + gained, most), at, held };
}

/** Milliseconds until `samples` may go. */
export function waitMs(pace: Pace, rule: PaceRule, samples: number): number {
  if (pace.tokens >= samples) return 0;
  return Math.ceil(((samples - pace.tokens) / (rule.rate * rule.sampleRateHz)) * 1_000);
}
