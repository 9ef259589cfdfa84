import type { Clock, Logger } from '@turnstream/flux';
import { ErrorFrame } from '../frames/error-frame.ts';
import { InterruptionFrame } from '../frames/flow-frames.ts';
import type { Frame, FrameClass } from '../frames/frame.ts';
import { copyFrame } from '../frames/frame.ts';
import { CancelFrame, EndFrame, StartFrame, StopFrame } from '../frames/lifecycle-frames.ts';
import { HeartbeatFrame, PipelineFlushFrame } from '../frames/worker-frames.ts';
import { BaseObject } from '../object/base-object.ts';
import { silentLogger } from '../object/silent-logger.ts';
import { systemClock } from '../object/system-clock.ts';
import { waitAtMost } from '../object/wait-at-most.ts';
import { TurnTrackingObserver } from '../observers/turn-tracking-observer.ts';
import { Fifo } from '../processor/fifo.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameObserver } from '../processor/frame-observer.ts';
import type { FrameProcessor } from '../processor/frame-processor.ts';
import type { FrameProcessorSetup } from '../processor/frame-processor-setup.ts';
import { loadTraceObserver } from '../tracing/load-trace-observer.ts';
import type { TraceObserver } from '../tracing/trace-observer.ts';
import { emptyMetricsOf } from './empty-metrics.ts';
import { ObserverHub } from './observer-hub.ts';
import { Pipeline } from './pipeline.ts';
import { PipelineEnd } from './pipeline-end.ts';
import { PipelineFlushes } from './pipeline-flushes.ts';
import type { PipelineWorkerEvents, PipelineWorkerOptions } from './pipeline-worker-options.ts';
import { processorParamsOf } from './processor-params.ts';
import { ReachedFrames } from './reached-frames.ts';
import { UnusableProcessors } from './unusable-processors.ts';
import { WorkerMonitors } from './worker-monitors.ts';
import type { WorkerRequest } from './worker-request.ts';
import { workerRequestIn } from './worker-request.ts';
import type { WorkerEffect, WorkerInput, WorkerOutcome, WorkerState } from './worker-state.ts';
import { worker } from './worker-state.ts';

const defaultTimeoutMs = 20_000;
const defaultFlushTimeoutMs = 5_000;
const handlerGraceMs = 3_000;

/** Runs one pipeline once: sets it up, starts it, feeds it frames, ends it. */
export class PipelineWorker extends BaseObject<PipelineWorkerEvents> {
  readonly #emit = this.declareEvents<PipelineWorkerEvents>({
    pipelineStarted: 'background',
    pipelineFinished: 'background',
    pipelineTimeout: 'background',
    setupTimeout: 'background',
    pipelineError: 'background',
    idleTimeout: 'background',
    heartbeatTimeout: 'background',
    frameReachedDownstream: 'background',
    frameReachedUpstream: 'background',
  });
  readonly #options: PipelineWorkerOptions;
  readonly #clock: Clock;
  readonly #source: PipelineEnd;
  readonly #sink: PipelineEnd;
  readonly #pipeline: Pipeline;
  readonly #observers: ObserverHub;
  readonly #turnTracking: TurnTrackingObserver | undefined;
  readonly #flushes: PipelineFlushes;
  readonly #monitors: WorkerMonitors;
  readonly #waiting = new Fifo<Frame>();
  readonly #unusable = new UnusableProcessors();
  readonly #reachedDownstream = new ReachedFrames();
  readonly #reachedUpstream = new ReachedFrames();
  readonly #done: Promise<WorkerOutcome>;
  #settle: (outcome: WorkerOutcome) => void = () => undefined;
  #forgetTimer: () => void = () => undefined;
  #state: WorkerState = { phase: 'new' };
  #beganAtMs: number | undefined;

  /** @param pipeline Usually a {@link Pipeline}; any processor will do. */
  constructor(pipeline: FrameProcessor, options: PipelineWorkerOptions = {}) {
    super(options.name);
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#source = new PipelineEnd(`${this.name}::Source`, 'upstream', (frame) => this.#arrivedUpstream(frame));
    this.#sink = new PipelineEnd(`${this.name}::Sink`, 'downstream', (frame) => this.#arrivedDownstream(frame));
    this.#pipeline = new Pipeline([this.#source, pipeline, this.#sink], { name: `${this.name}::Pipeline` });
    this.#turnTracking = (options.enableTurnTracking ?? true) ? new TurnTrackingObserver() : undefined;
    this.#flushes = new PipelineFlushes(this.#clock);
    this.#monitors = new WorkerMonitors(options, {
      clock: this.#clock,
      timeNs: () => this.#timeNs(),
      send: (frame) => this.#source.pushFrame(frame),
      onIdle: (timeoutMs) => this.#isIdle(timeoutMs),
      onSilence: (monitorMs) => this.#isSilent(monitorMs),
    });
    this.#observers = new ObserverHub({
      observers: [...(this.#turnTracking === undefined ? [] : [this.#turnTracking]), ...(options.observers ?? [])],
      logger: () => this.logger,
      timeNs: () => this.#timeNs(),
      activityClasses: this.#monitors.activityClasses,
      onActivity: (frame) => this.#monitors.sawActivity(frame),
    });
    this.#done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** The log given in the options. */
  override get logger(): Logger {
    return this.#options.logger ?? silentLogger;
  }

  /** Counts the turns of the conversation; `undefined` where that was turned off. */
  get turnTracking(): TurnTrackingObserver | undefined {
    return this.#turnTracking;
  }

  /** What the application gave for its processors. */
  get appResources(): unknown {
    return this.#options.appResources;
  }

  /** Whether the runner's other workers are cancelled when this one is idle. */
  get cancelsRunnerOnIdleTimeout(): boolean {
    return (this.#options.cancelOnIdleTimeout ?? true) && (this.#options.cancelRunnerOnIdleTimeout ?? true);
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
  stopWhenDone(reason?: string): void {
    this.queueFrame(new EndFrame({ reason }));
  }

  /** Ends the pipeline now, also while an EndFrame is stuck in it. */
  cancel(reason?: string): void {
    this.#step({ type: 'cancel', frame: new CancelFrame({ reason }) });
  }

  /**
   * Waits until everything that is in the pipeline now has been handled: a frame goes to the sink and back.
   * Whether that happened within `timeoutMs`, default 5 000.
   */
  async flushPipeline(timeoutMs: number = defaultFlushTimeoutMs): Promise<boolean> {
    if (this.#state.phase !== 'running' && this.#state.phase !== 'ending') return false;
    return this.#flushes.begin((frame) => this.#source.pushFrame(frame), timeoutMs);
  }

  /** The classes whose frames emit `frameReachedDownstream`. */
  setReachedDownstreamFilter(classes: readonly FrameClass[]): void {
    this.#reachedDownstream.set(classes);
  }

  /** The classes whose frames emit `frameReachedUpstream`. */
  setReachedUpstreamFilter(classes: readonly FrameClass[]): void {
    this.#reachedUpstream.set(classes);
  }

  /** Adds to the classes whose frames emit `frameReachedDownstream`. */
  addReachedDownstreamFilter(classes: readonly FrameClass[]): void {
    this.#reachedDownstream.add(classes);
  }

  /** Adds to the classes whose frames emit `frameReachedUpstream`. */
  addReachedUpstreamFilter(classes: readonly FrameClass[]): void {
    this.#reachedUpstream.add(classes);
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
        this.#started(effect.frame);
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
        this.#stopWatching();
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
    const wallTimeMs = this.#options.wallTimeMs ?? Date.now;
    this.#beganAtMs = this.#clock.now();
    const trace = await this.#loadTracing();
    if (trace !== undefined) this.#observers.add(trace);
    this.#observers.begin({
      clock: this.#clock,
      logger: this.logger,
      wallTimeMs,
      wallTimeMsOf: (timestampNs) => wallTimeMs() - (this.#timeNs() - timestampNs) / 1e6,
    });
    const setup: FrameProcessorSetup = {
      clock: this.#clock,
      wallTimeMs,
      pipelineTimeNs: () => this.#timeNs(),
      logger: this.logger,
      ...processorParamsOf(params),
      watch: this.#observers,
      worker: this,
      tracing: trace,
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
    this.#stopWatching();
    this.#waiting.filter(() => false);
    await this.#observers.close(this.#clock);
    const handled = await waitAtMost(this.cleanup(), handlerGraceMs, this.#clock);
    if (!handled) this.logger.warn(`${this.name}: an event handler still runs ${handlerGraceMs} ms after the end`);
    this.#settle(outcome);
  }

  #started(frame: StartFrame): void {
    this.#emit('pipelineStarted', frame);
    this.#observers.started();
    this.#monitors.start();
    const metrics = emptyMetricsOf(this.#pipeline.processorsWithMetrics, this.#options.params);
    if (metrics !== undefined) this.#source.pushFrame(metrics);
  }

  #stopWatching(): void {
    this.#monitors.stop();
    this.#flushes.end();
  }

  #timeNs(): number {
    return this.#beganAtMs === undefined ? 0 : Math.round((this.#clock.now() - this.#beganAtMs) * 1e6);
  }

  #isIdle(timeoutMs: number): void {
    this.logger.warn(`${this.name}: nothing happened for ${timeoutMs} ms`);
    this.#emit('idleTimeout');
    if (this.#options.cancelOnIdleTimeout ?? true) this.cancel(`idle for ${timeoutMs} ms`);
  }

  #isSilent(monitorMs: number): void {
    this.logger.warn(`${this.name}: no heartbeat came through for ${monitorMs} ms`);
    this.#emit('heartbeatTimeout');
  }

  async #loadTracing(): Promise<TraceObserver | undefined> {
    const { enableTracing = false, conversationId, additionalSpanAttributes = {} } = this.#options;
    if (!enableTracing) return undefined;
    return loadTraceObserver({ conversationId, additionalSpanAttributes }, this.logger);
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
    if (this.#reachedDownstream.includes(frame)) this.#emit('frameReachedDownstream', frame);
    if (frame.isStreamed) return;
    if (frame instanceof StartFrame) this.#step({ type: 'start-reached' });
    else if (frame instanceof EndFrame || frame instanceof StopFrame) this.#step({ type: 'end-reached' });
    else if (frame instanceof CancelFrame) this.#step({ type: 'cancel-reached' });
    else if (frame instanceof HeartbeatFrame) this.#monitors.heartbeatArrived();
    else if (frame instanceof PipelineFlushFrame) this.#sink.pushFrame(frame, 'upstream');
    else {
      const request = workerRequestIn(frame);
      if (request?.urgent === true) this.#obey(request);
      else if (request !== undefined) this.#sink.pushFrame(copyFrame(frame), 'upstream');
    }
  }

  #arrivedUpstream(frame: Frame): void {
    if (this.#reachedUpstream.includes(frame)) this.#emit('frameReachedUpstream', frame);
    if (frame instanceof ErrorFrame) this.#judge(frame);
    else if (frame instanceof PipelineFlushFrame) this.#flushes.returned(frame);
    else {
      const request = workerRequestIn(frame);
      if (request !== undefined) this.#obey(request);
    }
  }

  #obey({ frame }: WorkerRequest): void {
    // An interruption is about what is in the pipeline, not about what waits to enter it.
    if (frame instanceof InterruptionFrame) this.#source.pushFrame(frame);
    else this.queueFrame(frame);
  }

  #judge(frame: ErrorFrame): void {
    this.#emit('pipelineError', frame);
    const processor = this.#unusable.notice(frame);
    if (processor === undefined) return;
    const policy = this.#options.processorUnusablePolicy ?? 'continue';
    this.logger.warn(`${this.name}: ${processor.name} is unusable (${frame.error}); policy: ${policy}`);
    if (policy === 'end') this.queueFrame(new EndFrame({ reason: frame.error }));
    else if (policy === 'cancel') this.cancel(frame.error);
  }
}
