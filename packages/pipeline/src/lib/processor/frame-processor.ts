import type { Clock, Logger } from '@turnstream/flux';
import type { ErrorCategory } from '../errors/error-category.ts';
import { categoryOfException, isPermanentCategory } from '../errors/error-category.ts';
import { ErrorFrame } from '../frames/error-frame.ts';
import { InterruptionFrame } from '../frames/flow-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { copyFrame } from '../frames/frame.ts';
import { MetricsFrame } from '../frames/service-frames.ts';
import { BaseObject } from '../object/base-object.ts';
import type { EventMap } from '../object/event-registry.ts';
import type { MetricsData } from '../metrics/metrics-data.ts';
import { ProcessorMetrics } from '../metrics/processor-metrics.ts';
import { silentLogger } from '../object/silent-logger.ts';
import { systemClock } from '../object/system-clock.ts';
import { TaskGroup } from '../object/task-group.ts';
import { waitAtMost } from '../object/wait-at-most.ts';
import type { FrameDirection } from './frame-direction.ts';
import type { FrameHandler } from './frame-inbox.ts';
import { FrameInbox } from './frame-inbox.ts';
import type {
  FrameCallback,
  FrameProcessorEvents,
  FrameProcessorOptions,
  PushErrorOptions,
} from './frame-processor-options.ts';
import type { FrameProcessorSetup } from './frame-processor-setup.ts';
import { HandlerScope, isInterrupted, runOutsideScope } from './handler-scope.ts';
import { OverflowNotice } from './overflow-notice.ts';
import { releaseOnce } from './release-once.ts';
import { steerInbox } from './steer-inbox.ts';
import type { WorkerHandle } from './worker-handle.ts';

const cleanupGuardMs = 3_000;
const taskEndMs = 1_000;
const pauseUntilDefaultMs = 5_000;
const frameEvents = ['beforeProcessFrame', 'afterProcessFrame', 'beforePushFrame', 'afterPushFrame'] as const;

/**
 * What a processor looks at with every frame. An object of its own: the private fields of a class with many subclasses are
 * looked up anew at each access, those of a shape that all share are not.
 */
type Track = {
  /** The scope of all handling; only in direct mode. */
  readonly directScope: HandlerScope | undefined;
  readonly inbox: FrameInbox;
  readonly handle: FrameHandler;
  next: FrameProcessor | undefined;
  previous: FrameProcessor | undefined;
  /** The first processor downstream that does more with a streamed frame than hand it on. */
  nextOfStreamed: FrameProcessor | undefined;
  setup: FrameProcessorSetup | undefined;
  /** Whether any of the events of each frame has a handler. */
  tellsOfFrames: boolean;
};

/**
 * One stage of a pipeline: takes frames from both sides, handles them, and pushes frames to its neighbours.
 *
 * Subclasses override {@link processFrame}, which by default lets nothing through. Starting, interruption,
 * cancelling and pausing happen around it and need no call to `super`.
 */
export class FrameProcessor<Events extends EventMap = FrameProcessorEvents> extends BaseObject<
  FrameProcessorEvents & Events
> {
  readonly #emit = this.declareEvents<FrameProcessorEvents>({
    beforeProcessFrame: 'sync',
    afterProcessFrame: 'sync',
    beforePushFrame: 'sync',
    afterPushFrame: 'sync',
    error: 'sync',
    usableChanged: 'background',
  });
  readonly #track: Track;
  readonly #overflow: OverflowNotice;
  readonly #tasks = new TaskGroup(this);
  readonly #metrics: ProcessorMetrics;
  #usable = true;
  #releasePause: (() => void) | undefined;

  constructor(options: FrameProcessorOptions = {}) {
    super(options.name);
    this.#metrics = options.metrics ?? new ProcessorMetrics();
    const maxQueuedFrames = options.maxQueuedFrames ?? 10_000;
    this.#overflow = new OverflowNotice(maxQueuedFrames);
    this.#track = {
      directScope: (options.enableDirectMode ?? false) ? new HandlerScope(this, 0) : undefined,
      inbox: new FrameInbox(this, this.#handle, maxQueuedFrames),
      handle: this.#handle,
      next: undefined,
      previous: undefined,
      nextOfStreamed: undefined,
      setup: undefined,
      tellsOfFrames: false,
    };
  }

  /** The neighbour downstream. */
  get next(): FrameProcessor | undefined {
    return this.#track.next;
  }

  /** The neighbour upstream. */
  get previous(): FrameProcessor | undefined {
    return this.#track.previous;
  }

  /** The processors inside this one. */
  get processors(): readonly FrameProcessor[] {
    return [];
  }

  /** False after a failure that no retry can mend. */
  get isUsable(): boolean {
    return this.#usable;
  }

  /** The worker's log once set up, else none. */
  override get logger(): Logger {
    return this.#track.setup?.logger ?? silentLogger;
  }

  /** What the worker gave at setup. Throws before. */
  protected get processorSetup(): FrameProcessorSetup {
    const { setup } = this.#track;
    if (setup === undefined) throw new Error(`${this.name} is not set up yet: run it in a pipeline first`);
    return setup;
  }

  /** The worker's clock once set up, else the platform's. */
  protected get clock(): Clock {
    return this.#track.setup?.clock ?? systemClock;
  }

  /** The worker that runs this; `undefined` before setup. */
  protected get worker(): WorkerHandle | undefined {
    return this.#track.setup?.worker;
  }

  /** Whether latencies are to be reported. */
  get metricsEnabled(): boolean {
    return (this.#track.setup?.enableMetrics ?? false) && this.canGenerateMetrics();
  }

  /** Whether usage is to be reported. */
  get usageMetricsEnabled(): boolean {
    return (this.#track.setup?.enableUsageMetrics ?? false) && this.canGenerateMetrics();
  }

  /** Whether this kind of processor measures anything. */
  canGenerateMetrics(): boolean {
    return false;
  }

  /** This and the processors inside that measure something. */
  get processorsWithMetrics(): readonly FrameProcessor[] {
    const inside = this.processors.flatMap((processor) => processor.processorsWithMetrics);
    return this.canGenerateMetrics() ? [this, ...inside] : inside;
  }

  /** Makes `next` the neighbour downstream. Returns `next`. */
  link<Next extends FrameProcessor>(next: Next): Next {
    const track = this.#track;
    track.next = next;
    track.nextOfStreamed = undefined;
    // Others worked out at their setup what streamed frames go past: from now on they go past nothing.
    track.setup?.watch.tellerOfFrames(1);
    const linked: FrameProcessor = next;
    linked.#track.previous = this;
    return next;
  }

  /** Called once before the first frame, for all processors at the same time. Begin connections here. */
  async setup(setup: FrameProcessorSetup): Promise<void> {
    const track = this.#track;
    track.setup = setup;
    if (track.tellsOfFrames) setup.watch.tellerOfFrames(1);
    let next = track.next;
    for (let behind = next?.shortcut(); behind !== undefined; behind = behind.shortcut()) next = behind;
    track.nextOfStreamed = next;
  }

  /** Called once at the end. Safe after a setup that failed, and twice. */
  override async cleanup(): Promise<void> {
    this.#releasePause?.();
    await this.#guard(this.#track.inbox.close(), 'a frame handler');
    await this.#tasks.end(taskEndMs, this.clock, this.logger);
    await this.#guard(super.cleanup(), 'an event handler');
  }

  /** Queues a frame; a streamed one is handled at once where no system frame is before it. Never waits and never throws. */
  queueFrame(frame: Frame, direction: FrameDirection = 'downstream', callback?: FrameCallback): void {
    const { directScope, inbox, handle } = this.#track;
    if (directScope !== undefined) {
      void handle(frame, direction, callback, directScope);
    } else if (frame.isStreamed && inbox.handleAtOnce(frame, direction, callback)) {
      // Nothing waited for anything.
    } else if (inbox.enqueue(frame, direction, callback)) {
      this.#overflow.taken(inbox);
    } else {
      const message = this.#overflow.refused(inbox, frame, this);
      if (message !== undefined) this.pushError(message, { category: 'application' });
    }
  }

  /**
   * Handles one frame. Nothing travels on unless this pushes it.
   *
   * System frames are handled one at a time and hold up all that follow: return quickly. For other frames
   * `scope.signal` aborts on an interruption, and whatever the handler pushes after that is dropped.
   * What is thrown goes upstream as an error.
   */
  processFrame(_frame: Frame, _direction: FrameDirection, _scope: HandlerScope): void | Promise<void> {}

  /** Hands a frame to the neighbour on that side. Without a neighbour the frame is gone. */
  pushFrame(frame: Frame, direction: FrameDirection = 'downstream'): void {
    const track = this.#track;
    const { directScope, inbox, setup } = track;
    if (directScope === undefined && inbox.hasAborted && isInterrupted(this)) return;
    if (direction === 'downstream' && track.nextOfStreamed !== undefined && setup?.watch.isUnseen(frame) === true) {
      track.nextOfStreamed.queueFrame(frame, direction);
      return;
    }
    if (track.tellsOfFrames) this.#emit('beforePushFrame', frame);
    const neighbour = direction === 'downstream' ? track.next : track.previous;
    if (neighbour !== undefined) {
      if (setup !== undefined && setup.watch.watchesPushing) setup.watch.pushed(this, neighbour, frame, direction);
      neighbour.queueFrame(frame, direction);
    }
    if (track.tellsOfFrames) this.#emit('afterPushFrame', frame);
  }

  /** Pushes two new frames, one downstream and then one upstream, that know each other's id. */
  broadcastFrame<Values extends readonly unknown[]>(
    FrameClass: new (...values: Values) => Frame,
    ...values: Values
  ): void {
    this.#broadcast(new FrameClass(...values), new FrameClass(...values));
  }

  /** As {@link broadcastFrame}, with two copies of a frame. */
  broadcastFrameInstance(frame: Frame): void {
    this.#broadcast(copyFrame(frame), copyFrame(frame));
  }

  /** Drops what waits here and may be interrupted, then interrupts both neighbours. What runs here goes on. */
  broadcastInterruption(): void {
    this.#track.inbox.dropInterruptible();
    this.stopAllMetrics();
    this.broadcastFrame(InterruptionFrame);
  }

  /** Sends an error upstream. */
  pushError(message: string, options: PushErrorOptions = {}): void {
    const { exception, category } = options;
    this.pushErrorFrame(new ErrorFrame({ error: message, exception, category }), options);
  }

  /** Sends an error upstream; settles its processor and category first, and whether this processor stays usable. */
  pushErrorFrame(frame: ErrorFrame, options: { readonly permanent?: boolean | undefined } = {}): void {
    frame.processor ??= this;
    frame.category ??= this.classifyError(frame.exception) ?? categoryOfException(frame.exception);
    if (options.permanent === true || isPermanentCategory(frame.category)) this.setUsable(false);
    this.#emit('error', frame);
    this.logger.error(`${this.name}: ${frame.error}`, { category: frame.category });
    this.pushFrame(frame, 'upstream');
  }

  /** Says whether this processor can do its work. Emits `usableChanged` on a change. */
  setUsable(usable: boolean): void {
    if (this.#usable === usable) return;
    this.#usable = usable;
    this.#emit('usableChanged', usable);
  }

  /** Holds data and control frames from the next one on. Nothing is lost. */
  pauseProcessingFrames(): void {
    this.#track.inbox.setPaused('data', true);
  }

  /** Ends {@link pauseProcessingFrames}. */
  resumeProcessingFrames(): void {
    this.#track.inbox.setPaused('data', false);
  }

  /** Holds all frames from the next one on. Nothing is lost. */
  pauseProcessingSystemFrames(): void {
    this.#track.inbox.setPaused('system', true);
  }

  /** Ends {@link pauseProcessingSystemFrames}. */
  resumeProcessingSystemFrames(): void {
    this.#track.inbox.setPaused('system', false);
  }

  /** Holds all frames until `ready` settles, at most `timeoutMs` (default 5 000), or until cleanup. */
  pauseProcessingAllFramesUntil(ready: Promise<unknown>, timeoutMs: number = pauseUntilDefaultMs): void {
    if (this.#track.directScope !== undefined) {
      this.logger.warn(`${this.name} handles frames directly and cannot hold them`);
      return;
    }
    this.#releasePause?.();
    this.pauseProcessingFrames();
    this.pauseProcessingSystemFrames();
    this.#releasePause = releaseOnce({
      ready,
      timeoutMs,
      clock: this.clock,
      onTimeout: () => this.logger.warn(`${this.name} was not ready within ${timeoutMs} ms; it goes on`),
      release: () => {
        this.resumeProcessingSystemFrames();
        this.resumeProcessingFrames();
      },
    });
  }

  /** Whether a frame of that class waits here. */
  hasQueuedFrame(FrameClass: abstract new (...values: never[]) => Frame): boolean {
    return this.#track.inbox.some((frame) => frame instanceof FrameClass);
  }

  protected override eventHandlersChanged(): void {
    const track = this.#track;
    const tells = frameEvents.some((name) => this.hasEventHandler(name));
    if (tells !== track.tellsOfFrames) track.setup?.watch.tellerOfFrames(tells ? 1 : -1);
    track.tellsOfFrames = tells;
  }

  /**
   * What a frame comes to behind this, for a processor that does nothing with a streamed frame but hand it on, downstream and at
   * once. Where nobody watches such frames they go there directly. `undefined` where it does more.
   */
  protected shortcut(): FrameProcessor | undefined {
    return undefined;
  }

  /** The category of an error of this processor, where it knows better than the general rules. */
  protected classifyError(_exception: unknown): ErrorCategory | undefined {
    return undefined;
  }

  /** The model, for metrics. */
  protected get modelName(): string | undefined {
    return undefined;
  }

  /** The time to the first answer so far, while it is measured; else the last one. */
  get ttfbMs(): number | undefined {
    return this.#metrics.ttfbMs(this.#wallTimeMs());
  }

  /** Begins to measure the time to the first answer. Does nothing unless metrics are on. */
  protected startTtfbMetrics(atMs: number = this.#wallTimeMs()): void {
    if (!this.metricsEnabled) return;
    this.#metrics.startTtfb(atMs, this.#track.setup?.reportOnlyInitialTtfb ?? false);
  }

  /** The first answer is there: pushes the time it took. Does nothing when none is measured. */
  protected stopTtfbMetrics(atMs: number = this.#wallTimeMs()): void {
    this.#pushFigure(this.#metrics.stopTtfb(atMs, this, this.modelName));
  }

  /** The first answer will not come. */
  protected abandonTtfbMetrics(): void {
    this.#metrics.abandonTtfb();
  }

  /** Begins to measure a piece of work. Does nothing unless metrics are on. */
  protected startProcessingMetrics(atMs: number = this.#wallTimeMs()): void {
    if (this.metricsEnabled) this.#metrics.startProcessing(atMs);
  }

  /** The work is done: pushes the time it took. Does nothing when none is measured. */
  protected stopProcessingMetrics(atMs: number = this.#wallTimeMs()): void {
    this.#pushFigure(this.#metrics.stopProcessing(atMs, this, this.modelName));
  }

  /** Ends every measurement that runs: the work so far is reported, an answer that did not come is not. */
  protected stopAllMetrics(): void {
    this.#metrics.abandonTtfb();
    this.stopProcessingMetrics();
  }

  /** Runs work beside the frames, outside any handler. Its signal aborts at cleanup; a failure is logged. */
  protected createTask(name: string, work: (signal: AbortSignal) => Promise<void>): void {
    runOutsideScope(() => this.#tasks.begin(name, this.logger, work));
  }

  /** Runs `work` outside any handler: what it begins, such as a connection, outlives an interruption. */
  protected detached<Result>(work: () => Result): Result {
    return runOutsideScope(work);
  }

  #pushFigure(data: MetricsData | undefined): void {
    if (data !== undefined) this.pushFrame(new MetricsFrame({ data: [data] }));
  }

  #wallTimeMs(): number {
    return this.#track.setup?.wallTimeMs() ?? 0;
  }

  #broadcast(down: Frame, up: Frame): void {
    down.broadcastSiblingId = up.id;
    up.broadcastSiblingId = down.id;
    this.pushFrame(down, 'downstream');
    this.pushFrame(up, 'upstream');
  }

  readonly #handle: FrameHandler = (frame, direction, callback, scope) => {
    try {
      const { tellsOfFrames, setup, inbox } = this.#track;
      if (tellsOfFrames) this.#emit('beforeProcessFrame', frame);
      if (setup !== undefined && setup.watch.watchesHandling) setup.watch.processed(this, frame, direction);
      if (frame.steersProcessors) {
        steerInbox(inbox, frame, this.id);
        if (frame instanceof InterruptionFrame) this.stopAllMetrics();
      }
      const running = this.processFrame(frame, direction, scope);
      if (running === undefined) {
        this.#handled(frame, direction, callback);
        return undefined;
      }
      const handled = running.then(() => this.#handled(frame, direction, callback));
      return handled.catch((error: unknown) => this.#handlerFailed(error, scope));
    } catch (error) {
      this.#handlerFailed(error, scope);
      return undefined;
    }
  };

  #handled(frame: Frame, direction: FrameDirection, callback: FrameCallback | undefined): void {
    callback?.(frame, direction);
    if (this.#track.tellsOfFrames) this.#emit('afterProcessFrame', frame);
  }

  #handlerFailed(error: unknown, scope: HandlerScope): void {
    if (scope.aborted) {
      this.logger.debug(`${this.name}: an interrupted handler ended with an error`, { error });
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    // Who caused it is not known here, so it says nothing about this processor's usability.
    this.pushError(`Error processing frame: ${reason}`, { exception: error, category: 'unknown' });
  }

  async #guard(work: Promise<void>, what: string): Promise<void> {
    const ended = await waitAtMost(work, cleanupGuardMs, this.clock);
    if (!ended) this.logger.warn(`${this.name}: ${what} still runs ${cleanupGuardMs} ms after it was asked to end`);
  }
}
