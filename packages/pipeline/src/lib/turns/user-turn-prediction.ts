/** The end of a turn, predicted. */
export type UserTurnPrediction = {
  readonly turnId: number;
  /** Counts the predictions of a turn, from 1. */
  readonly attempt: number;
  /** What the turn will have said. */
  readonly text: string;
};

/** How far predictions are followed. */
export type PredictionRule = {
  /** Calls of the model for predictions of one turn; after those it is asked at the end. */
  readonly maxAttempts: number;
  /** How long a prediction may stay open. */
  readonly maxSpeculationMs: number;
  /** Whether a predicted text is the final text. */
  readonly isSameText: (predicted: string, final: string) => boolean;
};
