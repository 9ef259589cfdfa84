import type { Clock, Logger } from '@turnstream/flux';
import { ErrorFrame } from '../frames/error-frame.ts';
import { InterruptionFrame } from '../frames/flow-frames.ts';
import type { Frame } from '../frames/frame.ts';
import {
  CancelFrame,
  CancelWorkerFrame,
  EndFrame,
  EndWorkerFrame,
  InterruptionWorkerFrame,
  StartFrame,
  StopFrame,
  StopWorkerFrame,
} from '../frames/lifecycle-frames.ts';
import { BaseObject } from '../object/base-object.ts';
import { silentLogger } from '../object/silent-logger.ts';
import { systemClock } from '../object/system-clock.ts';
import { Fifo } from '../processor/fifo.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameObserver } from '../processor/frame-observer.ts';
import type { FrameProcessor } from '../processor/frame-processor.ts';
import type { FrameProcessorSetup } from '../processor/frame-processor-setup.ts';
import { ObserverHub } from './observer-hub.ts';
import { Pipeline } from './pipeline.ts';
import { PipelineEnd } from './pipeline-end.ts';
import type { WorkerEffect, WorkerInput, WorkerOutcome, WorkerState } from './worker-state.ts';
import { worker } from './worker-state.ts';

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
  /** Default false. */
  readonly enableMetrics?: boolean;
  /** Default false. */
  readonly enableUsageMetrics?: boolean;
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
  /** Longest setup of all processors. Default 20 000. */
  readonly setupTimeoutMs?: number;
  /** Longest way of the StartFrame. Default 20 000. */
  readonly startTimeoutMs?: number;
  /** Longest way of the CancelFrame, and longest cleanup. Default 20 000. */
  readonly cancelTimeoutMs?: number;
  /** Default `'continue'`. */
  readonly processorUnusablePolicy?: ProcessorUnusablePolicy;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Time, for tests. */
  readonly clock?: Clock;
  /** Milliseconds since 1970, for timestamps. Default `Date.now`. */
  readonly wallTimeMs?: () => number;
};

const defaultTimeoutMs = 20_000;

/** Any class of frame, for filters. */
export type FrameClass = abstract new (...values: never[]) => Frame;

/** Runs one pipeline once: sets it up, starts it, feeds it frames, ends it. */
export class PipelineWorker extends BaseObject<PipelineWorkerEvents> {
  readonly #emit = this.declareEvents<PipelineWorkerEvents>({
    pipelineStarted: 'background',
    pipelineFinished: 'background',
    pipelineTimeout: 'background',
    setupTimeout: 'background',
    pipelineError: 'background',
    frameReachedDownstream: 'background',
    frameReachedUpstream: 'background',
  });
  readonly #options: PipelineWorkerOptions;
  readonly #clock: Clock;
  readonly #source: PipelineEnd;
  readonly #sink: PipelineEnd;
  readonly #pipeline: Pipeline;
  readonly #observers: ObserverHub;
  readonly #waiting = new Fifo<Frame>();
  readonly #judged = new Set<number>();
  readonly #done: Promise<WorkerOutcome>;
  #settle: (outcome: WorkerOutcome) => void = () => undefined;
  #forgetTimer: () => void = () => undefined;
  #state: WorkerState = { phase: 'new' };
  #reachedDownstream: readonly FrameClass[] = [];
  #reachedUpstream: readonly FrameClass[] = [];

  /** @param pipeline Usually a {@link Pipeline}; any processor will do. */
  constructor(pipeline: FrameProcessor, options: PipelineWorkerOptions = {}) {
    super(options.name);
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#source = new PipelineEnd(`${this.name}::Source`, 'upstream', (frame) => this.#arrivedUpstream(frame));
    this.#sink = new PipelineEnd(`${this.name}::Sink`, 'downstream', (frame) => this.#arrivedDownstream(frame));
    this.#pipeline = new Pipeline([this.#source, pipeline, this.#sink], { name: `${this.name}::Pipeline` });
    this.#observers = new ObserverHub(options.observers ?? [], () => this.logger);
    this.#done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** The log given in the options. */
  override get logger(): Logger {
    return this.#options.logger ?? silentLogger;
  }

  /** Where the worker stands. */
  get phase(): WorkerState['phase'] {
    return this.#state.phase;
  }

  /** Whether the worker has ended, however. */
  get hasFinished(): boolean {
    return this.#state.phase === 'finished';
  }

  /**
   * Runs the pipeline to its end and says how it ended. A worker runs once; a second call waits for the same end.
   * Aborting `signal` cancels.
   */
  async run(options: { readonly signal?: AbortSignal } = {}): Promise<WorkerOutcome> {
    const { signal } = options;
    const abort = (): void => this.cancel('aborted by the caller');
    signal?.addEventListener('abort', abort, { once: true });
    try {
      if (signal?.aborted === true) abort();
      else this.#step({ type: 'run' });
      return await this.#done;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * Sends a frame into the pipeline, once it has started and in order. Behind an EndFrame or StopFrame nothing is sent.
   * A CancelFrame cancels at once. `upstream` frames enter at the sink.
   */
  queueFrame(frame: Frame, direction: FrameDirection = 'downstream'): void {
    if (frame instanceof CancelFrame) this.#step({ type: 'cancel', frame });
    else if (direction === 'upstream') this.#sink.pushFrame(frame, 'upstream');
    else if (this.#state.phase === 'running') this.#feed(frame);
    else if (this.#state.phase !== 'finished') this.#waiting.push(frame);
  }

  /** Sends several frames. An async iterable is read as it comes, until the worker ends. */
  async queueFrames(frames: Iterable<Frame> | AsyncIterable<Frame>): Promise<void> {
    for await (const frame of frames) {
      if (this.hasFinished) return;
      this.queueFrame(frame);
    }
  }

  /** Ends the pipeline once everything queued before was handled. */
  stopWhenDone(): void {
    this.queueFrame(new EndFrame());
  }

  /** Ends the pipeline now, also while an EndFrame is stuck in it. */
  cancel(reason?: string): void {
    this.#step({ type: 'cancel', frame: new CancelFrame({ reason }) });
  }

  /** The classes whose frames emit `frameReachedDownstream`. */
  setReachedDownstreamFilter(classes: readonly FrameClass[]): void {
    this.#reachedDownstream = classes;
  }

  /** The classes whose frames emit `frameReachedUpstream`. */
  setReachedUpstreamFilter(classes: readonly FrameClass[]): void {
    this.#reachedUpstream = classes;
  }

  /** Watches frames from now on. */
  addObserver(observer: FrameObserver): void {
    this.#observers.add(observer);
  }

  /** Watches no more. */
  removeObserver(observer: FrameObserver): void {
    this.#observers.remove(observer);
  }

  #step(input: WorkerInput): void {
    const { state, effects } = worker(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: WorkerEffect): void {
    switch (effect.type) {
      case 'set-up':
        void this.#setUp();
        break;
      case 'feed':
        this.#source.pushFrame(effect.frame);
        break;
      case 'watch':
        this.#watch(effect.timer);
        break;
      case 'started':
        this.#emit('pipelineStarted', effect.frame);
        break;
      case 'release-waiting':
        this.#releaseWaiting();
        break;
      case 'setup-timed-out':
        this.logger.error(`${this.name}: the processors were not set up in time`);
        this.#emit('setupTimeout');
        break;
      case 'frame-timed-out':
        this.logger.error(`${this.name}: ${effect.frame.name} did not reach the end of the pipeline in time`);
        this.#emit('pipelineTimeout', effect.frame);
        break;
      case 'pipeline-finished':
        this.#emit('pipelineFinished', effect.frame);
        break;
      case 'clean-up':
        void this.#cleanUp();
        break;
      case 'cleanup-timed-out':
        this.logger.error(`${this.name}: the processors were not cleaned up in time`);
        break;
      case 'settle':
        void this.#end(effect.outcome);
        break;
    }
  }

  #watch(timer: 'setup' | 'start' | 'cancel' | 'none'): void {
    this.#forgetTimer();
    this.#forgetTimer = () => undefined;
    if (timer === 'none') return;
    const { setupTimeoutMs, startTimeoutMs, cancelTimeoutMs } = this.#options;
    const timeoutMs = { setup: setupTimeoutMs, start: startTimeoutMs, cancel: cancelTimeoutMs }[timer];
    this.#forgetTimer = this.#clock.wake(timeoutMs ?? defaultTimeoutMs, () => this.#step({ type: 'timeout' }));
  }

  async #setUp(): Promise<void> {
    const { params = {} } = this.#options;
    const startedMs = this.#clock.now();
    const setup: FrameProcessorSetup = {
      clock: this.#clock,
      wallTimeMs: this.#options.wallTimeMs ?? Date.now,
      pipelineTimeNs: () => Math.round((this.#clock.now() - startedMs) * 1e6),
      logger: this.logger,
      audioInSampleRate: params.audioInSampleRate ?? 16_000,
      audioOutSampleRate: params.audioOutSampleRate ?? 24_000,
      enableMetrics: params.enableMetrics ?? false,
      enableUsageMetrics: params.enableUsageMetrics ?? false,
      watch: this.#observers,
    };
    await this.#pipeline.setup(setup);
    const frame = new StartFrame();
    Object.assign(frame.metadata, params.startMetadata);
    this.#step({ type: 'set-up', frame });
  }

  async #cleanUp(): Promise<void> {
    await this.#pipeline.cleanup();
    this.#step({ type: 'cleaned-up' });
  }

  async #end(outcome: WorkerOutcome): Promise<void> {
    await this.#observers.close(this.#clock);
    await this.cleanup();
    this.#settle(outcome);
  }

  #releaseWaiting(): void {
    while (this.#state.phase === 'running') {
      const frame = this.#waiting.take();
      if (frame === undefined) return;
      this.#feed(frame);
    }
  }

  #feed(frame: Frame): void {
    if (frame instanceof EndFrame || frame instanceof StopFrame) this.#step({ type: 'end-fed', frame });
    this.#source.pushFrame(frame);
  }

  #arrivedDownstream(frame: Frame): void {
    if (this.#reachedDownstream.some((wanted) => frame instanceof wanted)) this.#emit('frameReachedDownstream', frame);
    if (frame instanceof StartFrame) this.#step({ type: 'start-reached' });
    else if (frame instanceof EndFrame || frame instanceof StopFrame) this.#step({ type: 'end-reached' });
    else if (frame instanceof CancelFrame) this.#step({ type: 'cancel-reached' });
    else this.#obey(frame);
  }

  #arrivedUpstream(frame: Frame): void {
    if (this.#reachedUpstream.some((wanted) => frame instanceof wanted)) this.#emit('frameReachedUpstream', frame);
    if (frame instanceof ErrorFrame) this.#judge(frame);
    else this.#obey(frame);
  }

  #obey(frame: Frame): void {
    if (frame instanceof EndWorkerFrame) this.queueFrame(new EndFrame({ reason: frame.reason }));
    else if (frame instanceof StopWorkerFrame) this.queueFrame(new StopFrame());
    else if (frame instanceof CancelWorkerFrame) this.cancel(frame.reason);
    else if (frame instanceof InterruptionWorkerFrame) this.#source.pushFrame(new InterruptionFrame());
  }

  #judge(frame: ErrorFrame): void {
    this.#emit('pipelineError', frame);
    const { processor } = frame;
    if (processor === undefined || processor.isUsable) return;
    if (this.#judged.has(processor.id)) return;
    this.#judged.add(processor.id);
    const policy = this.#options.processorUnusablePolicy ?? 'continue';
    this.logger.warn(`${this.name}: ${processor.name} is unusable (${frame.error}); policy: ${policy}`);
    if (policy === 'end') this.queueFrame(new EndFrame({ reason: frame.error }));
    else if (policy === 'cancel') this.cancel(frame.error);
  }
}
