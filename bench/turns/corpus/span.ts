import type { Stratum } from './labels.ts';

/** Of a speaker: fitted on, or only tested on. */
export type Half = 'development' | 'test';

/** A silence to be decided: inside a turn (`hold`) or after it (`end`). Seconds in the recording. */
export type Span = {
  readonly id: string;
  readonly file: string;
  readonly speaker: string;
  readonly stratum: Stratum;
  readonly half: Half;
  readonly kind: 'hold' | 'end';
  /** Where the audio of the turn begins, a little before its speech. */
  readonly turnStart: number;
  /** Last energy before the silence. */
  readonly start: number;
  /** Where the silence ends in the recording: with more speech, or with the recording. */
  readonly end: number;
};
