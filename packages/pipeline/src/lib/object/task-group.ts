import type { Clock, Logger } from '@turnstream/flux';
import { waitAtMost } from './wait-at-most.ts';

/** The background tasks of one object. A task that fails is logged; none outlives the group unnoticed. */
export class TaskGroup {
  readonly #owner: { readonly name: string };
  readonly #controller = new AbortController();
  readonly #running = new Map<Promise<void>, string>();

  constructor(owner: { readonly name: string }) {
    this.#owner = owner;
  }

  /** Names of the tasks that run. Need not be unique. */
  get names(): readonly string[] {
    return [...this.#running.values()];
  }

  /**
   * Begins a task. Its signal aborts when the group ends; a task that then throws has ended as asked. Nothing begins
   * after the group has ended.
   */
  begin(name: string, logger: Logger, work: (signal: AbortSignal) => Promise<void>): void {
    const { signal } = this.#controller;
    if (signal.aborted) return;
    const fullName = `${this.#owner.name}::${name}`;
    const running = Promise.resolve()
      .then(() => work(signal))
      .catch((error: unknown) => {
        if (!signal.aborted) logger.error(`${fullName} failed`, { error });
      })
      .finally(() => this.#running.delete(running));
    this.#running.set(running, fullName);
  }

  /** Aborts every task and waits for their end, at most `timeoutMs`; warns about those that stay. */
  async end(timeoutMs: number, clock: Clock, logger: Logger): Promise<void> {
    this.#controller.abort();
    if (this.#running.size === 0) return;
    const ended = await waitAtMost(Promise.all(this.#running.keys()), timeoutMs, clock);
    if (!ended) logger.warn(`${this.names.join(', ')} did not end within ${timeoutMs} ms of being asked to`);
  }
}
