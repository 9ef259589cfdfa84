import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';

/** When the open part of a turn is decoded, settled and cut. All durations are samples. */
export type SegmentRules = {
  /** Audio kept before the first voiced window. */
  readonly lead: number;
  /** Audio kept after the last voiced window. */
  readonly tail: number;
  /** Speech shorter than this is no speech: a click, a breath. */
  readonly minimalSpeech: number;
  /** A longer silence between words is decoded as one of this length. */
  readonly longestGap: number;
  /** Silence after which the words must stand. */
  readonly pause: number;
  /** Silence after which words that a decode lost are looked for again. */
  readonly recoverPause: number;
  /** Silence at which the text settles, once the segment is `settleLength` long. */
  readonly settlePause: number;
  readonly settleLength: number;
  /** Silence at which the text of any segment settles. */
  readonly longPause: number;
  /** A segment without a pause is cut when it is this long. */
  readonly maximalLength: number;
  /** Audio between two looks at a growing segment: at least this, and this share of its length. */
  readonly lookInterval: number;
  readonly lookShare: number;
};

/** The rules of the default engine. */
export const SEGMENT_RULES: SegmentRules = {
  lead: seconds(0.15),
  tail: seconds(0.2),
  minimalSpeech: seconds(0.1),
  longestGap: seconds(0.3),
  pause: seconds(0.06),
  recoverPause: seconds(0.24),
  settlePause: seconds(0.5),
  settleLength: seconds(9),
  longPause: seconds(2),
  maximalLength: seconds(14),
  lookInterval: seconds(0.24),
  lookShare: 0.08,
};

function seconds(duration: number): number {
  return Math.round(duration * ENGINE_SAMPLE_RATE_HZ);
}
