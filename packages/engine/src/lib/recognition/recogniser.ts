/** Why a decode is wanted: the words at a pause or at the end of a turn, or a look while somebody speaks. */
export type RecognitionPurpose = 'final' | 'partial';

/** A stretch of speech to decode. */
export type RecognitionRequest = {
  /** 16 kHz, -1..1. */
  readonly samples: Float32Array;
  readonly purpose: RecognitionPurpose;
};

/** Turns a stretch of speech into text. Shared by all streams of an engine. */
export interface Recogniser {
  /** The same samples give the same text. Empty when there are no words. */
  decode(request: RecognitionRequest): Promise<string>;
}
