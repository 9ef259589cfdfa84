/** A stretch of audio: samples since the start of the stream, the end not included. */
export type Span = { readonly start: number; readonly end: number };

/** Samples in all of them. */
export function totalSamples(spans: readonly Span[]): number {
  return spans.reduce((total, span) => total + span.end - span.start, 0);
}
