type Watcher = { readonly holds: () => boolean; readonly settle: (failure?: Error) => void };

/**
 * Lets others wait until something is true of a thing that changes, without polling:
 * whoever changes the thing calls `changed()`, and each condition is looked at again.
 */
export class Watch {
  readonly #watchers: Set<Watcher> = new Set<Watcher>();

  /** Looks at every condition again. A condition that throws fails its own wait only. */
  changed(): void {
    for (const watcher of this.#watchers) look(watcher);
  }

  /** Resolves as soon as `holds()` is true, at once if it is already; rejects with what `holds` throws. */
  until(holds: () => boolean, signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const abort = (): void => watcher.settle(new Error('the wait was given up'));
      const watcher: Watcher = {
        holds,
        settle: (failure) => {
          this.#watchers.delete(watcher);
          signal?.removeEventListener('abort', abort);
          if (failure === undefined) resolve();
          else reject(failure);
        },
      };
      this.#watchers.add(watcher);
      signal?.addEventListener('abort', abort);
      if (signal?.aborted === true) abort();
      else look(watcher);
    });
  }
}

function look(watcher: Watcher): void {
  try {
    if (watcher.holds()) watcher.settle();
  } catch (error) {
    watcher.settle(error instanceof Error ? error : new Error(String(error)));
  }
}
