import { areaUnderCurve } from '../metrics/calibration.ts';
import { PRIOR } from '../metrics/pause-law.ts';
import { onGrid } from '../metrics/scored-span.ts';
import type { Detector, ObservedSpan } from './detectors.ts';
import { PROSODY_FEATURES, prosodyOf } from './prosody.ts';

/** Weights are drawn to nothing, with this standard deviation for a feature of spread 1. */
const DEVIATION = 0.5;
const STEPS = 3_000;
const RATE = 0.01;
/** The silence at which prosody is fitted, in seconds. */
const FITTED_AGE = 0.5;
const RATE_HZ = 16_000;

/** A detector with prosody, and what was fitted. */
export type ProsodyDetector = {
  readonly detector: Detector;
  readonly fitted: readonly { readonly feature: string; readonly weight: number }[];
  /** How often an end has a higher value of a feature than a pause, of these spans. */
  readonly areas: (spans: readonly ObservedSpan[]) => readonly number[];
};

/** Adds how speech ends to a detector, in log-odds, with weights fitted on these spans by ridge logistic regression. */
export function fitProsody(base: Detector, development: readonly ObservedSpan[]): ProsodyDetector {
  const raw = development.map((each) => featuresAt(each, silenceFound(each)));
  const scale = PROSODY_FEATURES.map((_, index) => spread(raw.map((values) => values[index] ?? 0)));
  const scaled = (values: readonly number[]): readonly number[] =>
    values.map((value, index) => (value - (scale[index]?.mean ?? 0)) / (scale[index]?.deviation ?? 1));
  const ends = development.filter(({ span }) => span.kind === 'end').length;
  const points = development.map((each, index) => ({
    x: scaled(raw[index] ?? []),
    is: each.span.kind === 'end' ? 1 : 0,
    weight: (each.span.kind === 'end' ? PRIOR / ends : (1 - PRIOR) / (development.length - ends)) * development.length,
  }));
  let weights = PROSODY_FEATURES.map(() => 0);
  for (let step = 0; step < STEPS; step += 1) {
    const slopes = weights.map((weight, index) =>
      points.reduce(
        (sum, { x, is, weight: counts }) =>
          sum + counts * (is - chance(logit(PRIOR) + dot(x, weights))) * (x[index] ?? 0),
        -weight / DEVIATION ** 2,
      ),
    );
    weights = weights.map((weight, index) => weight + RATE * (slopes[index] ?? 0));
  }
  const score = (observed: ObservedSpan): readonly number[] => {
    const known = new Map<number, number>();
    return base.score(observed).map((confidence, index) => {
      const { speech, transcript, audioEndSeconds, silenceSeconds } = observed.observations[index] ?? NOTHING;
      if (speech || transcript === '' || audioEndSeconds <= observed.audio.silenceStart) return confidence;
      const end = Math.round((audioEndSeconds - silenceSeconds) * RATE_HZ);
      const odds = known.get(end) ?? dot(scaled(featuresAt(observed, end)), weights);
      known.set(end, odds);
      return chance(logit(confidence) + odds);
    });
  };
  return {
    detector: { name: `${base.name}, prosody`, says: 'and how the voice ends', score },
    fitted: PROSODY_FEATURES.map((feature, index) => ({ feature, weight: weights[index] ?? 0 })),
    areas: (spans) =>
      PROSODY_FEATURES.map((_, index) =>
        areaUnderCurve(
          spans.map((each) => onGrid(each.span, [{ at: 0, score: featuresAt(each, silenceFound(each))[index] ?? 0 }])),
          FITTED_AGE,
        ),
      ),
  };
}

const NOTHING = { speech: true, transcript: '', audioEndSeconds: 0, silenceSeconds: 0 };

/** Where the speech before the silence of a span ends, as voice activity has it after half a second. */
function silenceFound({ observations, audio }: ObservedSpan): number {
  const seen = observations.findLast(
    ({ audioEndSeconds }) => audioEndSeconds <= audio.silenceStart + FITTED_AGE + 1e-6,
  );
  return Math.round(((seen?.audioEndSeconds ?? 0) - (seen?.silenceSeconds ?? 0)) * RATE_HZ);
}

function featuresAt({ audio }: ObservedSpan, end: number): readonly number[] {
  return prosodyOf(audio.samples.subarray(0, end));
}

function spread(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function chance(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}
