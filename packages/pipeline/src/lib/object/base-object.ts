import type { Logger } from '@turnstream/flux';
import type { EventMap, EventMode } from './event-registry.ts';
import { EventRegistry } from './event-registry.ts';
import { nextObjectId, nextObjectName } from './object-name.ts';
import { silentLogger } from './silent-logger.ts';

/** A handler of one event: given the object that emits, then what the event carries. May be async. */
export type EventHandler<Emitter, Values extends readonly unknown[]> = (
  emitter: Emitter,
  ...values: Values
) => void | Promise<void>;

/** Emits the events of one {@link BaseObject.declareEvents} call. */
export type EventEmit<Events extends EventMap> = <Name extends keyof Events & string>(
  name: Name,
  ...values: Events[Name]
) => void;

/**
 * What processors, pipelines and workers have in common: an id, a name, and events.
 *
 * An event takes several handlers, called in order of registration with the object first. A handler that throws or
 * rejects is logged and reaches nobody else.
 */
export class BaseObject<Events extends EventMap> {
  /** Unique and increasing over every frame, processor and worker of this copy of the package. */
  readonly id: number;
  /** The given name, or `ClassName#n`. */
  readonly name: string;
  readonly #registry: EventRegistry;

  /** @param name Default: the class name and a count. */
  constructor(name?: string) {
    this.id = nextObjectId();
    this.name = name ?? nextObjectName(new.target.name);
    this.#registry = new EventRegistry(this, () => this.logger);
  }

  /** Where this object writes its log. Silent unless a subclass knows better. */
  get logger(): Logger {
    return silentLogger;
  }

  /** Adds a handler. Returns what removes it. */
  on<Name extends keyof Events & string>(name: Name, handler: EventHandler<this, Events[Name]>): () => void {
    this.addEventHandler(name, handler);
    return () => this.removeEventHandler(name, handler);
  }

  /** Adds a handler. */
  addEventHandler<Name extends keyof Events & string>(name: Name, handler: EventHandler<this, Events[Name]>): void {
    this.#registry.add(name, handler);
    this.eventHandlersChanged();
  }

  /** Removes a handler; does nothing when it was not added. */
  removeEventHandler<Name extends keyof Events & string>(name: Name, handler: EventHandler<this, Events[Name]>): void {
    this.#registry.remove(name, handler);
    this.eventHandlersChanged();
  }

  /** The name. */
  toString(): string {
    return this.name;
  }

  /** Waits until the background handlers that run now have ended. */
  async cleanup(): Promise<void> {
    await this.#registry.settled();
  }

  /** Declares events of this class. Returns what emits them. */
  protected declareEvents<Own extends EventMap>(modes: { readonly [Name in keyof Own]: EventMode }): EventEmit<Own> {
    for (const [name, mode] of Object.entries(modes)) this.#registry.declare(name, mode);
    return (name, ...values) => this.#registry.emit(name, values);
  }

  /** A handler was added or removed. */
  protected eventHandlersChanged(): void {}

  /** Whether an event has a handler; lets a hot path skip emitting. */
  protected hasEventHandler(name: string): boolean {
    return this.#registry.has(name);
  }
}
