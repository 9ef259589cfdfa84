import type { TurnEvidence, TurnObservation } from '../turn-detector.ts';
import { openEnding } from './open-ending.ts';
import { sentenceEndLogOdds } from './sentence-end.ts';
import { WEIGHTS } from './weights.ts';

/**
 * What the words say, for English. They only put off an end: many a pause lies between two whole sentences, and an end that comes
 * sooner because the words are whole cuts such a turn in two, and the next words with it. Nothing before the recogniser has covered the end of the speech: until the last word is
 * there, the words before it say the opposite as often as not.
 */
export const TEXT_EVIDENCE: readonly TurnEvidence[] = [
  term('sentence end', (transcript) =>
    Math.min(0, WEIGHTS.sentenceEnd * (sentenceEndLogOdds(transcript) - WEIGHTS.sentenceEndCentre)),
  ),
  term('open ending', (transcript) => {
    const open = openEnding(transcript);
    return open === undefined ? 0 : WEIGHTS[open];
  }),
];

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
