import type { Span } from './span.ts';

/**
 * Why a decode is wanted, most urgent first: the words of a turn that may be over, a guess ahead of that, or a look while
 * somebody speaks.
 */
export type RecognitionPurpose = 'final' | 'eager' | 'partial';

/** A stretch of speech to decode. */
export type RecognitionRequest = {
  /** 16 kHz, -1..1: the speech with a little of what was heard before and after it. */
  readonly samples: Float32Array;
  /** Where in the samples voice activity found the speech. */
  readonly speech: Span;
  readonly purpose: RecognitionPurpose;
  /** What the caller told and wants to be told. Absent: nothing. */
  readonly context?: RecognitionContext;
};

/** What a recogniser may make use of. */
export type RecognitionContext = {
  /** Words to expect. */
  readonly keyterms: readonly string[];
  /** Languages to expect, likeliest first. */
  readonly languageHints: readonly string[];
  /** Told the language of a decode that has words, by a recogniser that finds out: a BCP-47 base code. */
  readonly heardLanguage: (language: string) => void;
};

/** Turns a stretch of speech into text. Shared by all streams of an engine. */
export interface Recogniser {
  /** The same samples give the same text. Empty when there are no words. */
  decode(request: RecognitionRequest): Promise<string>;
}
