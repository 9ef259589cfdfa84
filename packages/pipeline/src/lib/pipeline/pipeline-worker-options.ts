import type { Clock, Logger } from '@turnstream/flux';
import type { ErrorFrame } from '../frames/error-frame.ts';
import type { Frame, FrameClass } from '../frames/frame.ts';
import type { CancelFrame, EndFrame, StartFrame, StopFrame } from '../frames/lifecycle-frames.ts';
import type { FrameObserver } from '../processor/frame-observer.ts';

/** Events of a worker. All run in the background. */
export type PipelineWorkerEvents = {
  /** The StartFrame reached the sink. */
  readonly pipelineStarted: readonly [frame: StartFrame];
  /** The pipeline ended, stopped or was cancelled. */
  readonly pipelineFinished: readonly [frame: EndFrame | StopFrame | CancelFrame];
  /** A StartFrame or CancelFrame did not reach the sink in time. */
  readonly pipelineTimeout: readonly [frame: StartFrame | CancelFrame];
  /** The processors were not set up in time. */
  readonly setupTimeout: readonly [];
  /** An error left the pipeline upstream. */
  readonly pipelineError: readonly [frame: ErrorFrame];
  /** Nothing happened for `idleTimeoutMs`; again each time that passes. */
  readonly idleTimeout: readonly [];
  /** No heartbeat came through for `heartbeatsMonitorMs`; again each time that passes. */
  readonly heartbeatTimeout: readonly [];
  /** A frame of a class asked for reached the sink. */
  readonly frameReachedDownstream: readonly [frame: Frame];
  /** A frame of a class asked for came back to the source. */
  readonly frameReachedUpstream: readonly [frame: Frame];
};

/** What a worker does when a processor can no longer do its work. */
export type ProcessorUnusablePolicy = 'continue' | 'end' | 'cancel';

/** What every processor of a pipeline is told at setup. */
export type PipelineParams = {
  /** In Hz. Default 16 000. */
  readonly audioInSampleRate?: number;
  /** In Hz. Default 24 000. */
  readonly audioOutSampleRate?: number;
  /** Whether HeartbeatFrames are sent through the pipeline. Default false. */
  readonly enableHeartbeats?: boolean;
  /** Time between two heartbeats. Default 1 000. */
  readonly heartbeatsPeriodMs?: number;
  /** Longest time without a heartbeat at the sink before it is told. Default 10 000. */
  readonly heartbeatsMonitorMs?: number;
  /** Whether latencies are measured. Default false. */
  readonly enableMetrics?: boolean;
  /** Whether usage is reported. Default false. */
  readonly enableUsageMetrics?: boolean;
  /** Whether of the times to the first answer only the first of each processor is reported. Default false. */
  readonly reportOnlyInitialTtfb?: boolean;
  /** Whether a MetricsFrame of zeros goes through at the start, where metrics are on. Default true. */
  readonly sendInitialEmptyMetrics?: boolean;
  /** Becomes the metadata of the StartFrame. */
  readonly startMetadata?: Readonly<Record<string, unknown>>;
};

/** Options of a worker. */
export type PipelineWorkerOptions = {
  /** Default: the class name and a count. */
  readonly name?: string;
  /** What the processors are told at setup. */
  readonly params?: PipelineParams;
  /** Watch every frame from the beginning. */
  readonly observers?: readonly FrameObserver[];
  /** How long nothing may happen before the pipeline is idle; `null`: it never is. Default 300 000. */
  readonly idleTimeoutMs?: number | null;
  /** The frames that count as activity, wherever they are pushed. Default: voices, user turns and transcriptions. */
  readonly idleTimeoutFrames?: readonly FrameClass[];
  /** Whether an idle pipeline is cancelled. Default true. */
  readonly cancelOnIdleTimeout?: boolean;
  /** Whether the runner's other workers are cancelled with it. Default true. */
  readonly cancelRunnerOnIdleTimeout?: boolean;
  /** Longest setup of all processors. Default 20 000. */
  readonly setupTimeoutMs?: number;
  /** Longest way of the StartFrame. Default 20 000. */
  readonly startTimeoutMs?: number;
  /** Longest way of the CancelFrame, and longest cleanup. Default 20 000. */
  readonly cancelTimeoutMs?: number;
  /** Default `'continue'`. */
  readonly processorUnusablePolicy?: ProcessorUnusablePolicy;
  /** Whether turns are counted, for `turnTracking`. Default true. */
  readonly enableTurnTracking?: boolean;
  /** Whether spans are made through `@opentelemetry/api`, where it is installed. Default false. */
  readonly enableTracing?: boolean;
  /** Names the conversation in spans. Default: a new UUID. */
  readonly conversationId?: string;
  /** Attributes of the conversation's span. */
  readonly additionalSpanAttributes?: Readonly<Record<string, string | number | boolean>>;
  /** Whatever the processors need of the application; they find it at `worker.appResources` of their setup. */
  readonly appResources?: unknown;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Time, for tests. */
  readonly clock?: Clock;
  /** Milliseconds since 1970, for timestamps. Default `Date.now`. */
  readonly wallTimeMs?: () => number;
};
