import type { Logger } from '@turnstream/flux';

/** Names of events and what their handlers are given after the emitting object. */
export type EventMap = { readonly [name: string]: readonly unknown[] };

/**
 * How handlers run. `sync`: one after the other, inside the caller. `background`: each on its own, later; the
 * caller does not wait.
 */
export type EventMode = 'sync' | 'background';

/** A handler as the registry keeps it. */
export type RegisteredHandler = (...values: never[]) => unknown;

/** Whose events these are. */
export type NamedEmitter = { readonly name: string };

type EventEntry = { readonly mode: EventMode; handlers: readonly RegisteredHandler[] };

/** The handlers of one object. A handler that throws or rejects is logged and harms nobody else. */
export class EventRegistry {
  readonly #emitter: NamedEmitter;
  readonly #logger: () => Logger;
  readonly #entries = new Map<string, EventEntry>();
  readonly #running = new Set<Promise<void>>();
  #handlerCount = 0;

  constructor(emitter: NamedEmitter, logger: () => Logger) {
    this.#emitter = emitter;
    this.#logger = logger;
  }

  /** Makes an event known. A second declaration changes nothing. */
  declare(name: string, mode: EventMode): void {
    if (this.#entries.has(name)) {
      this.#logger().warn(`${this.#emitter.name}: event '${name}' is declared twice`);
      return;
    }
    this.#entries.set(name, { mode, handlers: [] });
  }

  /** Adds a handler; an undeclared event warns and keeps nothing. */
  add(name: string, handler: RegisteredHandler): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) {
      const known = [...this.#entries.keys()].toSorted().join(', ');
      this.#logger().warn(`${this.#emitter.name}: no event '${name}'; it has ${known}`);
      return;
    }
    entry.handlers = [...entry.handlers, handler];
    this.#handlerCount += 1;
  }

  /** Removes a handler; does nothing when it is not there. */
  remove(name: string, handler: RegisteredHandler): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    const before = entry.handlers.length;
    entry.handlers = entry.handlers.filter((candidate) => candidate !== handler);
    this.#handlerCount -= before - entry.handlers.length;
  }

  /** Whether anybody listens; lets a hot path skip the call. */
  has(name: string): boolean {
    if (this.#handlerCount === 0) return false;
    const entry = this.#entries.get(name);
    return entry !== undefined && entry.handlers.length > 0;
  }

  /** Calls the handlers in order of registration. */
  emit(name: string, values: readonly unknown[]): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    for (const handler of entry.handlers) {
      if (entry.mode === 'sync') this.#callNow(name, handler, values);
      else this.#callLater(name, handler, values);
    }
  }

  /** Resolves when every background handler that runs now has ended. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #callNow(name: string, handler: RegisteredHandler, values: readonly unknown[]): void {
    try {
      const result = this.#call(handler, values);
      if (result instanceof Promise) this.#track(name, result);
    } catch (error) {
      this.#report(name, error);
    }
  }

  #callLater(name: string, handler: RegisteredHandler, values: readonly unknown[]): void {
    this.#track(
      name,
      Promise.resolve().then(() => this.#call(handler, values)),
    );
  }

  #call(handler: RegisteredHandler, values: readonly unknown[]): unknown {
    // Untyped here; whoever declares, adds and emits agree on the values through `EventMap`.
    return Reflect.apply(handler, undefined, [this.#emitter, ...values]);
  }

  #track(name: string, work: Promise<unknown>): void {
    const tracked = work
      .then(
        () => undefined,
        (error: unknown) => this.#report(name, error),
      )
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  #report(name: string, error: unknown): void {
    this.#logger().error(`${this.#emitter.name}: a handler of '${name}' failed`, { error });
  }
}
