import type { FrameProcessorSetup } from '../processor/frame-processor-setup.ts';
import type { PipelineParams } from './pipeline-worker-options.ts';

/** What of the parameters every processor is told at setup. */
export type ProcessorParams = Pick<
  FrameProcessorSetup,
  'audioInSampleRate' | 'audioOutSampleRate' | 'enableMetrics' | 'enableUsageMetrics' | 'reportOnlyInitialTtfb'
>;

/** The parameters with their defaults. */
export function processorParamsOf(params: PipelineParams): ProcessorParams {
  return {
    audioInSampleRate: params.audioInSampleRate ?? 16_000,
    audioOutSampleRate: params.audioOutSampleRate ?? 24_000,
    enableMetrics: params.enableMetrics ?? false,
    enableUsageMetrics: params.enableUsageMetrics ?? false,
    reportOnlyInitialTtfb: params.reportOnlyInitialTtfb ?? false,
  };
}
