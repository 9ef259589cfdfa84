import {
  ACOUSTIC_EVIDENCE,
  CALLER_PAUSES_EVIDENCE,
  NEW_TURN,
  OPEN_ENDING_EVIDENCE,
  SENTENCE_END_EVIDENCE,
  detectTurn,
  nextTurn,
} from '@turnstream/engine';
import type { TurnEvidence, TurnObservation } from '@turnstream/engine';
import type { PreparedSpan } from '../corpus/prepare-span.ts';
import type { Span } from '../corpus/span.ts';
import { onGrid } from '../metrics/scored-span.ts';
import type { ScoredSpan } from '../metrics/scored-span.ts';

/** A span, what a detector heard of it, and what it was told step by step. */
export type ObservedSpan = {
  readonly span: Span;
  readonly audio: PreparedSpan;
  readonly observations: readonly TurnObservation[];
  /** What it was told of the turns before in the same recording, each up to its last silence. */
  readonly before: readonly (readonly TurnObservation[])[];
};

/** A way to score the silence of a turn, one score for each observation. */
export type Detector = {
  readonly name: string;
  readonly says: string;
  readonly score: (observed: ObservedSpan) => readonly number[];
};

/** The engine's detector with these terms of evidence. */
export function engineDetector(name: string, says: string, terms: readonly TurnEvidence[]): Detector {
  return {
    name,
    says,
    score: ({ observations, before }) => {
      let state = NEW_TURN;
      for (const turn of before) {
        for (const observation of turn) state = detectTurn(state, observation, terms).state;
        state = nextTurn(state);
      }
      return observations.map((observation) => {
        const detected = detectTurn(state, observation, terms);
        state = detected.state;
        return detected.confidence;
      });
    },
  };
}

/** What is compared, in the order of the table. */
export const DETECTORS: readonly Detector[] = [
  engineDetector('silence', 'the calibrated hazard of the silence alone', []),
  engineDetector('silence, sentence ends', 'and how words end sentences', [SENTENCE_END_EVIDENCE]),
  engineDetector('default', 'the silence, and hesitations, digits, spelling, addresses: what ships', [
    OPEN_ENDING_EVIDENCE,
  ]),
  engineDetector('silence, own pauses', 'and how long this caller paused before', [CALLER_PAUSES_EVIDENCE]),
  engineDetector('default, own pauses', 'what ships and how long this caller paused before', [
    OPEN_ENDING_EVIDENCE,
    CALLER_PAUSES_EVIDENCE,
  ]),
  engineDetector('default, sentence ends', 'and how words end sentences', [
    OPEN_ENDING_EVIDENCE,
    SENTENCE_END_EVIDENCE,
  ]),
];

/** The same with an acoustic model, where its file is at hand. */
export const ACOUSTIC_DETECTORS: readonly Detector[] = [
  engineDetector('silence, smart-turn', 'the silence and the acoustic model', [ACOUSTIC_EVIDENCE]),
  engineDetector('default, smart-turn', 'what ships and the acoustic model', [OPEN_ENDING_EVIDENCE, ACOUSTIC_EVIDENCE]),
];

/** Reads a detector in the silence of a span. */
export function scoreSpan(detector: Detector, observed: ObservedSpan): ScoredSpan {
  const scores = detector.score(observed);
  const start = observed.audio.silenceStart;
  return onGrid(
    observed.span,
    observed.observations.map(({ audioEndSeconds }, index) => ({
      at: audioEndSeconds - start,
      score: scores[index] ?? 0,
    })),
  );
}
