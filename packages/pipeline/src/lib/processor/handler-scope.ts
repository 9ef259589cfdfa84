import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * One run of a handler. Everything the handler awaits stays inside it, so that what it pushes after an interruption
 * can be told from what anyone else pushes.
 */
export class HandlerScope {
  /** Whose handler runs. */
  readonly owner: object;
  /** Counts the handler runs of the owner. */
  readonly generation: number;
  #controller: AbortController | undefined;
  #aborted = false;

  constructor(owner: object, generation: number) {
    this.owner = owner;
    this.generation = generation;
  }

  /** Whether the handler was interrupted: what it still pushes is dropped. */
  get aborted(): boolean {
    return this.#aborted;
  }

  /** Aborts when the handler is interrupted. Give it to whatever the handler waits for. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** Interrupts the handler. */
  abort(reason: string): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#controller?.abort(new DOMException(reason, 'AbortError'));
  }
}

const storage = new AsyncLocalStorage<HandlerScope | undefined>();

/** The scope that the running code belongs to, also after its awaits. */
export function currentScope(): HandlerScope | undefined {
  return storage.getStore();
}

/** Whether the running code belongs to a handler of `owner` that was interrupted. */
export function isInterrupted(owner: object): boolean {
  const scope = currentScope();
  return scope !== undefined && scope.aborted && scope.owner === owner;
}

/** Runs `work` as part of `scope`. */
export function runInScope<Result>(scope: HandlerScope, work: () => Result): Result {
  return storage.run(scope, work);
}

/** Runs `work` as part of no handler: what it begins outlives an interruption. */
export function runOutsideScope<Result>(work: () => Result): Result {
  return storage.getStore() === undefined ? work() : storage.run(undefined, work);
}
