import { BaseObject } from '../object/base-object.ts';
import type { PipelineWorker } from './pipeline-worker.ts';
import type { WorkerOutcome } from './worker-state.ts';

/** Events of a runner. All run in the background. */
export type PipelineRunnerEvents = {
  /** The workers have been told to run. */
  readonly ready: readonly [];
  /** A worker could not start: its setup or its StartFrame took too long. */
  readonly error: readonly [worker: PipelineWorker, outcome: WorkerOutcome];
};

/** Options of a runner. */
export type PipelineRunnerOptions = {
  /** Default: the class name and a count. */
  readonly name?: string;
  /** Cancels every worker on SIGINT. Default true. */
  readonly handleSigint?: boolean;
  /** Cancels every worker on SIGTERM. Default false. */
  readonly handleSigterm?: boolean;
};

type Ending = { readonly how: 'end' | 'cancel'; readonly reason: string | undefined };

/** Runs workers side by side until all have ended. */
export class PipelineRunner extends BaseObject<PipelineRunnerEvents> {
  readonly #emit = this.declareEvents<PipelineRunnerEvents>({ ready: 'background', error: 'background' });
  readonly #options: PipelineRunnerOptions;
  readonly #workers = new Map<string, PipelineWorker>();
  readonly #added: PipelineWorker[] = [];
  readonly #running = new Set<Promise<WorkerOutcome>>();
  #runs = 0;
  #ending: Ending | undefined;

  constructor(options: PipelineRunnerOptions = {}) {
    super(options.name);
    this.#options = options;
  }

  /** The workers that run or are to be run. */
  get workers(): readonly PipelineWorker[] {
    return [...this.#workers.values()];
  }

  /**
   * Adds workers: they begin with the next {@link run}, or at once while one goes on, which then waits for them too.
   * @throws TypeError when a worker of that name is there already
   */
  addWorkers(...workers: readonly PipelineWorker[]): void {
    this.#claim(workers);
    if (this.#runs === 0) this.#added.push(...workers);
    else for (const worker of workers) void this.#begin(worker);
  }

  /**
   * Runs workers, and those added, to their ends. The outcomes are in the order of the workers, first those that were
   * added before. A name that is there already is refused.
   */
  async run(...workers: readonly PipelineWorker[]): Promise<readonly WorkerOutcome[]> {
    this.#claim(workers);
    const signals = this.#signals();
    const onSignal = (signal: NodeJS.Signals): void => this.cancel(signal);
    for (const signal of signals) process.on(signal, onSignal);
    this.#runs += 1;
    try {
      const outcomes = [...this.#added.splice(0), ...workers].map((worker) => this.#begin(worker));
      this.#emit('ready');
      const ended = await Promise.all(outcomes);
      // More may have been added meanwhile.
      while (this.#runs === 1 && this.#running.size > 0) await Promise.all(this.#running);
      return ended;
    } finally {
      this.#runs -= 1;
      for (const signal of signals) process.off(signal, onSignal);
    }
  }

  /** Ends every worker once what was queued is handled, those run later included. */
  end(reason?: string): void {
    if (this.#ending !== undefined) return;
    this.#ending = { how: 'end', reason };
    for (const worker of this.#workers.values()) worker.stopWhenDone(reason);
  }

  /** Cancels every worker, those run later included; also while they end. */
  cancel(reason = 'cancelled'): void {
    if (this.#ending?.how === 'cancel') return;
    this.#ending = { how: 'cancel', reason };
    for (const worker of this.#workers.values()) worker.cancel(reason);
  }

  #claim(workers: readonly PipelineWorker[]): void {
    for (const worker of workers) {
      if (this.#workers.has(worker.name)) throw new TypeError(`a worker named '${worker.name}' runs already`);
      this.#workers.set(worker.name, worker);
    }
  }

  #begin(worker: PipelineWorker): Promise<WorkerOutcome> {
    const stop = worker.on('idleTimeout', () => {
      if (worker.cancelsRunnerOnIdleTimeout) this.cancel(`${worker.name} is idle`);
    });
    if (this.#ending?.how === 'cancel') worker.cancel(this.#ending.reason);
    else if (this.#ending !== undefined) worker.stopWhenDone(this.#ending.reason);
    const running = worker.run().then((outcome) => {
      stop();
      this.#workers.delete(worker.name);
      this.#running.delete(running);
      if (outcome.kind === 'setup-timeout' || outcome.kind === 'start-timeout') this.#emit('error', worker, outcome);
      return outcome;
    });
    this.#running.add(running);
    return running;
  }

  #signals(): readonly NodeJS.Signals[] {
    const signals: NodeJS.Signals[] = [];
    if (this.#options.handleSigint ?? true) signals.push('SIGINT');
    if (this.#options.handleSigterm ?? false) signals.push('SIGTERM');
    return signals;
  }
}
