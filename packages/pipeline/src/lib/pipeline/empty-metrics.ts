import { MetricsFrame } from '../frames/service-frames.ts';
import type { FrameProcessor } from '../processor/frame-processor.ts';

/** A frame of zeros, which says who will measure something; `undefined` where nobody does. */
export function emptyMetricsOf(processors: readonly FrameProcessor[]): MetricsFrame | undefined {
  if (processors.length === 0) return undefined;
  const data = processors.flatMap(({ name: processor }) => [
    { kind: 'ttfb', processor, durationMs: 0 } as const,
    { kind: 'processing', processor, durationMs: 0 } as const,
  ]);
  return new MetricsFrame({ data });
}
