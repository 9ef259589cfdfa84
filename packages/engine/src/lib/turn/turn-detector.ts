import { PRIOR_LOG_ODDS, probability, silenceLogOdds } from './silence-hazard.ts';

/** What is known at the end of one step. Nothing in it comes from later audio. */
export type TurnObservation = {
  readonly audioEndSeconds: number;
  readonly speech: boolean;
  readonly silenceSeconds: number;
  /** Text of the open turn. */
  readonly transcript: string;
  /** Whether the transcript covers all speech heard so far. Evidence from text means little before it does. */
  readonly covered: boolean;
};

/** What the detector remembers between steps of one turn. */
export type TurnDetectorState = {
  /** Memory of each evidence term, in the order of the terms. */
  readonly evidence: readonly unknown[];
};

/**
 * One source of evidence beside silence. Its log-odds are added to those of the silence:
 * positive when the turn is more likely over than the silence alone says. Must be pure.
 */
export type TurnEvidence = {
  readonly name: string;
  weigh(observation: TurnObservation, memory: unknown): { readonly logOdds: number; readonly memory: unknown };
};

/** The state at the start of a turn. */
export const NEW_TURN: TurnDetectorState = { evidence: [] };

/**
 * End-of-turn confidence after one step: the calibrated hazard of the silence, moved in log-odds by the evidence.
 * A turn without words stays at the prior, whatever the silence: nothing was said that could be over.
 */
export function detectTurn(
  state: TurnDetectorState,
  observation: TurnObservation,
  terms: readonly TurnEvidence[] = [],
): { readonly state: TurnDetectorState; readonly confidence: number } {
  const weighed = terms.map((term, index) => term.weigh(observation, state.evidence[index]));
  return {
    state: terms.length === 0 ? state : { evidence: weighed.map((part) => part.memory) },
    confidence: rounded(probability(baseLogOdds(observation) + weighed.reduce((sum, part) => sum + part.logOdds, 0))),
  };
}

function baseLogOdds({ speech, silenceSeconds, transcript }: TurnObservation): number {
  if (speech) return silenceLogOdds(0);
  return transcript === '' ? Math.min(PRIOR_LOG_ODDS, silenceLogOdds(silenceSeconds)) : silenceLogOdds(silenceSeconds);
}

function rounded(confidence: number): number {
  return Math.round(confidence * 10_000) / 10_000;
}
