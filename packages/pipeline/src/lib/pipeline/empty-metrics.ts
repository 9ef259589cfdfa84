import { MetricsFrame } from '../frames/service-frames.ts';
import type { FrameProcessor } from '../processor/frame-processor.ts';
import type { PipelineParams } from './pipeline-worker-options.ts';

/** A frame of zeros, which says who will measure something; `undefined` where nobody does, or where none is wanted. */
export function emptyMetricsOf(
  processors: readonly FrameProcessor[],
  { enableMetrics = false, sendInitialEmptyMetrics = true }: PipelineParams = {},
): MetricsFrame | undefined {
  if (!enableMetrics || !sendInitialEmptyMetrics || processors.length === 0) return undefined;
  const data = processors.flatMap(({ name: processor }) => [
    { kind: 'ttfb', processor, durationMs: 0 } as const,
    { kind: 'processing', processor, durationMs: 0 } as const,
  ]);
  return new MetricsFrame({ data });
}
