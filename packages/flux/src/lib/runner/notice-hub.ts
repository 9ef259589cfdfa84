/** Listeners by name. One that throws harms neither the others nor the caller. */
export class NoticeHub<Notices extends object> {
  readonly #listeners: { [Name in keyof Notices]?: Set<(notice: Notices[Name]) => void> } = {};
  readonly #failed: (error: unknown) => void;

  /** @param failed told of every error a listener throws */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Adds a listener; returns what takes it away again. The same function added twice is called twice. */
  on<Name extends keyof Notices>(name: Name, listener: (notice: Notices[Name]) => void): () => void {
    const listeners = this.#listeners[name] ?? new Set<(notice: Notices[Name]) => void>();
    const own = (notice: Notices[Name]): void => listener(notice);
    listeners.add(own);
    this.#listeners[name] = listeners;
    return () => listeners.delete(own);
  }

  /** Whether anybody listens. */
  has(name: keyof Notices): boolean {
    return (this.#listeners[name]?.size ?? 0) > 0;
  }

  /** Tells everybody who listened when the call began. */
  notify<Name extends keyof Notices>(name: Name, notice: Notices[Name]): void {
    const listeners = this.#listeners[name];
    if (listeners === undefined || listeners.size === 0) return;
    for (const listener of Array.from(listeners)) {
      try {
        listener(notice);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
