/** Listeners by name. One that throws harms neither the others nor the caller. */
export class NoticeHub<Notices extends object> {
  readonly #listeners = new Map<keyof Notices, Set<(notice: never) => void>>();
  readonly #failed: (error: unknown) => void;

  /** @param failed told of every error a listener throws */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Adds a listener; returns what takes it away again. The same function added twice is called twice. */
  on<Name extends keyof Notices>(name: Name, listener: (notice: Notices[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    const own = (notice: Notices[Name]): void => listener(notice);
    listeners.add(own);
    this.#listeners.set(name, listeners);
    return () => listeners.delete(own);
  }

  /** Whether anybody listens. */
  has(name: keyof Notices): boolean {
    return (this.#listeners.get(name)?.size ?? 0) > 0;
  }

  /** Tells everybody who listened when the call began. */
  notify<Name extends keyof Notices>(name: Name, notice: Notices[Name]): void {
    const listeners = this.#listeners.get(name);
    if (listeners === undefined || listeners.size === 0) return;
    // Only `on` fills the set of this name, so its functions take this notice.
    for (const listener of [...listeners] as ((notice: Notices[Name]) => void)[]) {
      try {
        listener(notice);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
