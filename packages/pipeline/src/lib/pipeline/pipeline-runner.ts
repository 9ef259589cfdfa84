import type { PipelineWorker } from './pipeline-worker.ts';
import type { WorkerOutcome } from './worker-state.ts';

/** Options of a runner. */
export type PipelineRunnerOptions = {
  /** Cancels every worker on SIGINT. Default true. */
  readonly handleSigint?: boolean;
  /** Cancels every worker on SIGTERM. Default false. */
  readonly handleSigterm?: boolean;
};

/** Runs workers side by side until all have ended. */
export class PipelineRunner {
  readonly #options: PipelineRunnerOptions;
  readonly #workers = new Map<string, PipelineWorker>();
  #cancelled: string | undefined;

  constructor(options: PipelineRunnerOptions = {}) {
    this.#options = options;
  }

  /** The workers that run. */
  get workers(): readonly PipelineWorker[] {
    return [...this.#workers.values()];
  }

  /** Runs workers to their ends, in this order their outcomes. A name that runs already is refused. */
  async run(...workers: readonly PipelineWorker[]): Promise<readonly WorkerOutcome[]> {
    for (const worker of workers) {
      if (this.#workers.has(worker.name)) throw new TypeError(`a worker named '${worker.name}' runs already`);
      this.#workers.set(worker.name, worker);
    }
    const signals = this.#signals();
    const onSignal = (signal: NodeJS.Signals): void => this.cancel(signal);
    for (const signal of signals) process.on(signal, onSignal);
    try {
      if (this.#cancelled !== undefined) this.cancel(this.#cancelled);
      return await Promise.all(workers.map((worker) => worker.run()));
    } finally {
      for (const signal of signals) process.off(signal, onSignal);
      for (const worker of workers) this.#workers.delete(worker.name);
    }
  }

  /** Ends every worker once what was queued is handled. */
  end(): void {
    for (const worker of this.#workers.values()) worker.stopWhenDone();
  }

  /** Cancels every worker, those run later included. */
  cancel(reason = 'cancelled'): void {
    this.#cancelled ??= reason;
    for (const worker of this.#workers.values()) worker.cancel(reason);
  }

  #signals(): readonly NodeJS.Signals[] {
    const signals: NodeJS.Signals[] = [];
    if (this.#options.handleSigint ?? true) signals.push('SIGINT');
    if (this.#options.handleSigterm ?? false) signals.push('SIGTERM');
    return signals;
  }
}
