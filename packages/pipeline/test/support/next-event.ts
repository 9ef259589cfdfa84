import type { PipelineWorker, PipelineWorkerEvents } from '@turnstream/pipeline';

/** Resolves with the values of the next event of that name. */
export function nextEvent<Name extends keyof PipelineWorkerEvents>(
  worker: PipelineWorker,
  name: Name,
): Promise<PipelineWorkerEvents[Name]> {
  return new Promise((resolve) => {
    const stop = worker.on(name, (_worker, ...values) => {
      stop();
      resolve(values);
    });
  });
}
