/**
 * What evidence is worth, in log-odds. Fitted on the development half of the corpus by `bench/turns/fit-weights.ts`,
 * drawn towards the values it begins with, because the half has few pauses.
 */
export const WEIGHTS = {
  /** For each unit of the language model's log-odds, around the mean of pauses and ends. */
  sentenceEnd: 0.5,
  sentenceEndCentre: 1.35,
  hesitation: -2.1,
  digits: -1.3,
  spelling: -1.3,
  address: -1.3,
  /** For each unit of log-odds of an acoustic model, around their mean. */
  acoustic: 0.4,
  acousticCentre: 0.4,
} as const;
