import type { TurnEvidence, TurnObservation } from '../turn-detector.ts';
import { openEnding } from './open-ending.ts';
import { sentenceEndLogOdds } from './sentence-end.ts';
import { WEIGHTS } from './weights.ts';

/** More is to come: a hesitation, a number, a spelling or an address that is not complete. For English. */
export const OPEN_ENDING_EVIDENCE: TurnEvidence = term('open ending', (transcript) => {
  const open = openEnding(transcript);
  return open === undefined ? 0 : WEIGHTS[open];
});

/**
 * How readily the last words end a sentence, in English. Not in the engine's own detector: it gained nothing on speakers it was
 * not fitted on, and what it puts off joins turns whose words are then heard less well (docs/turn-detection.md).
 */
export const SENTENCE_END_EVIDENCE: TurnEvidence = term(
  'sentence end',
  (transcript) => WEIGHTS.sentenceEnd * (sentenceEndLogOdds(transcript) - WEIGHTS.sentenceEndCentre),
);

/**
 * What words say. Nothing before the recogniser has covered the end of the speech: until the last word is there, the words
 * before it say the opposite as often as not.
 */
function term(name: string, weigh: (transcript: string) => number): TurnEvidence {
  return {
    name,
    weigh: (observation: TurnObservation, memory: unknown) => {
      const { transcript, covered, speech } = observation;
      if (speech || !covered || transcript === '') return { logOdds: 0, memory };
      // The text seldom changes from step to step.
      if (isWeighed(memory) && memory.transcript === transcript) return { logOdds: memory.logOdds, memory };
      const logOdds = weigh(transcript);
      return { logOdds, memory: { transcript, logOdds } };
    },
  };
}

function isWeighed(memory: unknown): memory is { readonly transcript: string; readonly logOdds: number } {
  return typeof memory === 'object' && memory !== null && 'transcript' in memory;
}
