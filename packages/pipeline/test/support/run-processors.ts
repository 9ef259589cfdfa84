/// <reference lib="esnext.disposable" />
import type { FrameProcessor, PipelineWorkerOptions } from '@turnstream/pipeline';
import { Pipeline, PipelineWorker } from '@turnstream/pipeline';
import { nextEvent } from './next-event.ts';
import { Probe } from './probe.ts';

/** A running worker with a probe on either side of some processors. */
export type RunningPipeline = AsyncDisposable & {
  readonly worker: PipelineWorker;
  /** Before the processors: sees what comes out upstream. */
  readonly before: Probe;
  /** After the processors: sees what comes out downstream. */
  readonly after: Probe;
  /** Resolves when the worker has ended. */
  readonly ended: ReturnType<PipelineWorker['run']>;
};

/** Starts processors between two probes. Disposing it cancels what still runs. */
export async function runProcessors(
  processors: readonly FrameProcessor[],
  options: PipelineWorkerOptions = {},
): Promise<RunningPipeline> {
  const before = new Probe();
  const after = new Probe();
  const worker = new PipelineWorker(new Pipeline([before, ...processors, after]), options);
  const started = nextEvent(worker, 'pipelineStarted');
  const ended = worker.run();
  await Promise.race([started, ended]);
  return {
    worker,
    before,
    after,
    ended,
    async [Symbol.asyncDispose]() {
      worker.cancel('test over');
      await ended;
    },
  };
}
