import { setTimeout } from 'node:timers/promises';
import { EndFrame, Frame, Pipeline, PipelineRunner, PipelineWorker, StartFrame } from '@turnstream/pipeline';
import type {
  FrameClass,
  FrameDirection,
  FrameProcessor,
  PipelineWorkerOptions,
  WorkerOutcome,
} from '@turnstream/pipeline';
import { createDeferred } from '../waiting/deferred.ts';
import { DEFAULT_WAIT_TIMEOUT_MS } from '../waiting/wait-options.ts';
import { Watch } from '../waiting/watch.ts';
import { withDeadline } from '../waiting/with-deadline.ts';
import { FrameProbe } from './frame-probe.ts';
import { SleepFrame } from './sleep-frame.ts';

const START_TIMEOUT_MS = 1_000;

/** What came out of the processor so far. */
export type SeenFrames = {
  /** Pushed downstream, in order; without EndFrames and, unless asked for, without the StartFrame. */
  readonly downstream: readonly Frame[];
  /** Pushed upstream, in order. */
  readonly upstream: readonly Frame[];
};

/**
 * One thing that {@link runTest} does: sends a frame, downstream unless it says otherwise; waits a while
 * ({@link SleepFrame}); or waits until what came out so far is enough.
 */
export type RunTestStep =
  | Frame
  | { readonly frame: Frame; readonly direction: FrameDirection }
  | { readonly until: (seen: SeenFrames) => boolean };

/** Options of {@link runTest}. */
export type RunTestOptions = {
  /** What is done, in order, once the pipeline has started. */
  readonly framesToSend: readonly RunTestStep[];
  /** The classes of all frames that must come out downstream, in order. Default: not checked. */
  readonly expectedDownstream?: readonly FrameClass[];
  /** The classes of all frames that must come out upstream, in order. Default: not checked. */
  readonly expectedUpstream?: readonly FrameClass[];
  /** Whether the StartFrame is left out of what came out. Default `true`. */
  readonly ignoreStart?: boolean;
  /** Whether an EndFrame follows the frames. Default `true`; without it the processor or a frame must end the pipeline. */
  readonly sendEndFrame?: boolean;
  /** Options of the worker. */
  readonly worker?: PipelineWorkerOptions;
  /** Longest run in milliseconds of real time. Default 5 000. */
  readonly timeoutMs?: number;
};

/** What a processor made of the frames it was sent. */
export type RunTestResult = SeenFrames & {
  /** How the worker ended. */
  readonly outcome: WorkerOutcome;
};

/**
 * Runs one processor in a pipeline of its own, sends it frames, and gives back everything it pushed in both directions.
 * @throws Error when the pipeline does not start within a second or does not end in time, and when what came out is
 * not what was expected
 */
export async function runTest(processor: FrameProcessor, options: RunTestOptions): Promise<RunTestResult> {
  const watch = new Watch();
  const ended = new AbortController();
  const before = new FrameProbe('upstream', () => watch.changed());
  const after = new FrameProbe('downstream', () => watch.changed());
  const seen = (): SeenFrames => ({
    downstream: after.seen.filter((frame) => isShown(frame, options.ignoreStart ?? true)),
    upstream: [...before.seen],
  });
  const worker = new PipelineWorker(new Pipeline([before, processor, after]), {
    cancelOnIdleTimeout: false,
    ...options.worker,
  });
  const started = createDeferred();
  worker.on('pipelineStarted', () => started.resolve());

  const send = async (): Promise<void> => {
    await withDeadline(started.promise, { timeoutMs: START_TIMEOUT_MS, description: 'the pipeline to start' });
    for (const step of options.framesToSend) {
      if (step instanceof SleepFrame) await setTimeout(step.seconds * 1_000, undefined, { signal: ended.signal });
      else if (step instanceof Frame) worker.queueFrame(step);
      else if ('until' in step) await watch.until(() => step.until(seen()), ended.signal);
      else worker.queueFrame(step.frame, step.direction);
    }
    if (options.sendEndFrame ?? true) worker.queueFrame(new EndFrame());
  };

  const running = new PipelineRunner({ handleSigint: false }).run(worker);
  const run = (async (): Promise<WorkerOutcome> => {
    const [[outcome]] = await Promise.all([running, Promise.race([send(), running])]);
    if (outcome === undefined) throw new Error('the runner gave no outcome');
    return outcome;
  })();
  try {
    const timeoutMs = options.timeoutMs ?? DEFAULT_WAIT_TIMEOUT_MS;
    const outcome = await withDeadline(run, { timeoutMs, description: 'the pipeline to end' }, () => describe(seen()));
    const result = { ...seen(), outcome };
    compare('downstream', options.expectedDownstream, result.downstream);
    compare('upstream', options.expectedUpstream, result.upstream);
    return result;
  } finally {
    ended.abort();
    // Only where something failed: a worker that has ended takes no notice.
    worker.cancel('the test is over');
  }
}

function isShown(frame: Frame, ignoreStart: boolean): boolean {
  return !(frame instanceof EndFrame) && !(ignoreStart && frame instanceof StartFrame);
}

function compare(
  direction: FrameDirection,
  expected: readonly FrameClass[] | undefined,
  actual: readonly Frame[],
): void {
  if (expected === undefined) return;
  const same = expected.length === actual.length && actual.every((frame, index) => isOf(frame, expected[index]));
  if (same) return;
  const wanted = expected.map((frameClass) => frameClass.name).join(', ') || 'nothing';
  throw new Error(`expected ${direction}: ${wanted}; came: ${listNames(actual)}`);
}

function isOf(frame: Frame, frameClass: FrameClass | undefined): boolean {
  return frameClass !== undefined && frame instanceof frameClass;
}

function describe(seen: SeenFrames): string {
  return `downstream came ${listNames(seen.downstream)}; upstream came ${listNames(seen.upstream)}`;
}

function listNames(frames: readonly Frame[]): string {
  return frames.map((frame) => frame.constructor.name).join(', ') || 'nothing';
}
