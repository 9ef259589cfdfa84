import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { EngineLoad } from '../engine.ts';
import { SEGMENT_RULES } from '../stream/segment-rules.ts';
import type { SegmentRules } from '../stream/segment-rules.ts';

/**
 * How often growing speech is looked at. `adaptive`: as often as the load allows when the stream opens, and so to its
 * end, so that a stream's steps stay a function of its audio.
 */
export type PartialCadence = 'adaptive' | 'frequent' | 'sparse';

/** Every third grid point of the updates: the words of a pause come as soon as ever, the words before it less often. */
const SPARSE_RULES: SegmentRules = {
  ...SEGMENT_RULES,
  lookInterval: 0.72 * ENGINE_SAMPLE_RATE_HZ,
  lookShare: 0.4,
};

/** The cadence of a stream that opens now. */
export function cadenceAt(load: EngineLoad, chosen: PartialCadence): Exclude<PartialCadence, 'adaptive'> {
  if (chosen !== 'adaptive') return chosen;
  return load === 'normal' ? 'frequent' : 'sparse';
}

/** When a stream of this cadence is decoded. */
export function rulesOf(cadence: Exclude<PartialCadence, 'adaptive'>): SegmentRules {
  return cadence === 'frequent' ? SEGMENT_RULES : SPARSE_RULES;
}
