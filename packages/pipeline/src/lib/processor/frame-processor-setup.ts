import type { Clock, Logger } from '@turnstream/flux';
import type { FrameWatch } from './frame-observer.ts';
import type { TracingContext } from './tracing-context.ts';
import type { WorkerHandle } from './worker-handle.ts';

/** What a processor is given before its first frame. */
export type FrameProcessorSetup = {
  /** Monotonic time. */
  readonly clock: Clock;
  /** Milliseconds since 1970, for timestamps only. */
  readonly wallTimeMs: () => number;
  /** Nanoseconds since the worker began. */
  readonly pipelineTimeNs: () => number;
  readonly logger: Logger;
  /** Of the audio that enters the pipeline, in Hz. */
  readonly audioInSampleRate: number;
  /** Of the audio that leaves the pipeline, in Hz. */
  readonly audioOutSampleRate: number;
  /** Whether latencies are measured. */
  readonly enableMetrics: boolean;
  /** Whether usage is reported. */
  readonly enableUsageMetrics: boolean;
  /** Whether of the times to the first answer only the first is reported. */
  readonly reportOnlyInitialTtfb: boolean;
  /** Sees every frame handled and pushed. */
  readonly watch: FrameWatch;
  /** The worker that runs the pipeline. */
  readonly worker: WorkerHandle;
  /** The spans of the conversation; absent where nothing is traced. */
  readonly tracing: TracingContext | undefined;
};
