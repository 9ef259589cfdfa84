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
  /** What an acoustic model last said in this silence, 0 to 1; `undefined` without one, and before it was asked. */
  readonly acousticScore?: number | undefined;
};

/** What the detector remembers between steps. */
export type TurnDetectorState = {
  /** Memory of each evidence term, in the order of the terms. It outlives the turn; all else does not. */
  readonly evidence: readonly unknown[];
  /** The last silence after words: when it began, and what had been said. */
  readonly silence: { readonly sinceSeconds: number; readonly transcript: string } | undefined;
  /** When the speech after that silence was first heard; `undefined` in silence. */
  readonly resumedSeconds: number | undefined;
  readonly confidence: number;
};

/**
 * One source of evidence beside silence. Its log-odds are added to those of the silence:
 * positive when the turn is more likely over than the silence alone says. Must be pure. Its memory lives as long as the stream: a new turn begins with an empty transcript.
 */
export type TurnEvidence = {
  readonly name: string;
  weigh(observation: TurnObservation, memory: unknown): { readonly logOdds: number; readonly memory: unknown };
};

/** Gives a confidence after each step that the turn is over. Pure: the same observations give the same confidences. */
export type TurnDetector = (
  state: TurnDetectorState,
  observation: TurnObservation,
) => { readonly state: TurnDetectorState; readonly confidence: number };

/** The state at the start of a stream. */
export const NEW_TURN: TurnDetectorState = {
  evidence: [],
  silence: undefined,
  resumedSeconds: undefined,
  confidence: 0,
};

/** The state at the start of the next turn of the same caller. */
export function nextTurn({ evidence }: TurnDetectorState): TurnDetectorState {
  return { ...NEW_TURN, evidence };
}

/** Steps are sums of fractions. */
const SLACK_SECONDS = 0.001;

/** Speech after a pause that is shorter and says no word is a laugh, a breath, a click: the silence goes on behind it. */
const SHORTEST_RESUMPTION_SECONDS = 0.16;

/**
 * End-of-turn confidence after one step: the calibrated hazard of the silence, moved in log-odds by the evidence.
 * A turn without words stays at the prior, whatever the silence: nothing was said that could be over.
 * Sound in a silence changes nothing until it has lasted 0.16 s or brought a word.
 */
export function detectTurn(
  state: TurnDetectorState,
  observation: TurnObservation,
  terms: readonly TurnEvidence[] = [],
): { readonly state: TurnDetectorState; readonly confidence: number } {
  if (isBrief(state, observation)) {
    const resumedSeconds = state.resumedSeconds ?? observation.audioEndSeconds;
    return { state: { ...state, resumedSeconds }, confidence: state.confidence };
  }
  const heard = withoutInterruption(state, observation);
  const weighed = terms.map((term, index) => term.weigh(heard, state.evidence[index]));
  const odds = baseLogOdds(heard) + weighed.reduce((sum, part) => sum + part.logOdds, 0);
  const confidence = rounded(probability(odds));
  return {
    state: {
      evidence: weighed.map((part) => part.memory),
      silence: heard.speech || heard.transcript === '' ? undefined : silenceOf(heard),
      resumedSeconds: undefined,
      confidence,
    },
    confidence,
  };
}

/** Whether there is sound in a silence that may turn out to be nothing. */
function isBrief(state: TurnDetectorState, { speech, audioEndSeconds, transcript }: TurnObservation): boolean {
  return (
    speech &&
    state.silence?.transcript === transcript &&
    audioEndSeconds - (state.resumedSeconds ?? audioEndSeconds) < SHORTEST_RESUMPTION_SECONDS - SLACK_SECONDS
  );
}

/** The silence as if what interrupted it for a moment, and brought no word, had not been. */
function withoutInterruption(state: TurnDetectorState, observation: TurnObservation): TurnObservation {
  const { silence } = state;
  const { speech, silenceSeconds, audioEndSeconds, transcript } = observation;
  return !speech && silence !== undefined && silence.transcript === transcript
    ? { ...observation, silenceSeconds: Math.max(silenceSeconds, audioEndSeconds - silence.sinceSeconds) }
    : observation;
}

function silenceOf({ audioEndSeconds, silenceSeconds, transcript }: TurnObservation): TurnDetectorState['silence'] {
  return { sinceSeconds: audioEndSeconds - silenceSeconds, transcript };
}

function baseLogOdds({ speech, silenceSeconds, transcript }: TurnObservation): number {
  if (speech) return silenceLogOdds(0);
  return transcript === '' ? Math.min(PRIOR_LOG_ODDS, silenceLogOdds(silenceSeconds)) : silenceLogOdds(silenceSeconds);
}

function rounded(confidence: number): number {
  return Math.round(confidence * 10_000) / 10_000;
}
