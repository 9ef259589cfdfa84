/** How fast audio may leave: samples that may go now, refilled with time. */
export type Pace = { readonly tokens: number; readonly at: number };

/** What a pace is made of. */
export type PaceRule = {
  readonly sampleRateHz: number;
  /** Times real time; `Infinity` for no bound. */
  readonly rate: number;
};

/** A source that stalled may catch up this much at once. */
const MAX_BURST_SECONDS = 2;

/** A pace that has saved up `seconds` of audio. */
export function startPace(rule: PaceRule, at: number, seconds: number): Pace {
  return { tokens: Math.min(seconds, MAX_BURST_SECONDS) * rule.sampleRateHz, at };
}

/** The pace at a later moment. */
export function refill(pace: Pace, rule: PaceRule, at: number): Pace {
  if (rule.rate === Infinity) return { tokens: Infinity, at };
  const gained = ((at - pace.at) / 1_000) * rule.rate * rule.sampleRateHz;
  return { tokens: Math.min(pace.tokens + gained, MAX_BURST_SECONDS * rule.sampleRateHz), at };
}

/** Milliseconds until `samples` may go. */
export function waitMs(pace: Pace, rule: PaceRule, samples: number): number {
  if (pace.tokens >= samples) return 0;
  return Math.ceil(((samples - pace.tokens) / (rule.rate * rule.sampleRateHz)) * 1_000);
}
