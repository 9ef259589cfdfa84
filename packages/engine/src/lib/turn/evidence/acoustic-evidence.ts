import type { TurnEvidence } from '../turn-detector.ts';
import { WEIGHTS } from './weights.ts';

/** A model that is certain is not believed beyond this. */
const SUREST_LOG_ODDS = 4;

/** What a {@link TurnModel} heard in the present silence. Nothing while it was not asked. */
export const ACOUSTIC_EVIDENCE: TurnEvidence = {
  name: 'acoustic',
  weigh: ({ speech, acousticScore }, memory) => {
    if (speech || acousticScore === undefined) return { logOdds: 0, memory };
    const odds = Math.log(acousticScore / (1 - acousticScore));
    const bounded = Math.max(-SUREST_LOG_ODDS, Math.min(SUREST_LOG_ODDS, Number.isNaN(odds) ? 0 : odds));
    return { logOdds: WEIGHTS.acoustic * (bounded - WEIGHTS.acousticCentre), memory };
  },
};
