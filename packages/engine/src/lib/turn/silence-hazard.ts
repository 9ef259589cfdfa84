/** Share of pauses of at least {@link PAUSE_FLOOR_SECONDS} that are ends of turns, in English conversation. */
const PRIOR = 0.36;
/** Shortest silence that counts as a pause. */
export const PAUSE_FLOOR_SECONDS = 0.2;
/** Pauses inside turns outlast t with probability (t / floor) ^ -shape: a Pareto law. */
export const PAUSE_SHAPE = 1.45;
/** Confidence while somebody speaks. */
const SPEAKING = 0.02;

/**
 * Log-odds that a turn is over after this much silence and nothing else known: Bayes' rule on how long pauses inside turns last.
 * The longer the silence, the fewer such pauses would still be going on. It rises without a jump from the
 * log-odds during speech to those of the prior over the first 0.2 s, which are shorter than a pause.
 */
export function silenceLogOdds(silenceSeconds: number): number {
  if (silenceSeconds >= PAUSE_FLOOR_SECONDS) {
    return logOdds(PRIOR) + PAUSE_SHAPE * Math.log(silenceSeconds / PAUSE_FLOOR_SECONDS);
  }
  const share = Math.max(0, silenceSeconds) / PAUSE_FLOOR_SECONDS;
  return logOdds(SPEAKING) + share * (logOdds(PRIOR) - logOdds(SPEAKING));
}

/** Log-odds of the prior: what is believed when there is nothing to go by. */
export const PRIOR_LOG_ODDS: number = logOdds(PRIOR);

/** The logistic function: a probability from log-odds. */
export function probability(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

function logOdds(chance: number): number {
  return Math.log(chance / (1 - chance));
}
