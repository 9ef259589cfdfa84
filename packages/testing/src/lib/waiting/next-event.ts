import { createDeferred } from './deferred.ts';
import type { WaitOptions } from './wait-options.ts';
import { withDeadline } from './with-deadline.ts';

/** Something whose `on()` gives back what stops the listener, such as a session. */
export type NoticeSource<Notices> = {
  on<Name extends keyof Notices>(name: Name, listener: (notice: Notices[Name]) => void): () => void;
};

/** Options of {@link nextEvent}. */
export type NextEventOptions<Notice> = WaitOptions & {
  /** Takes the first notice for which this is true. Default: the first. */
  readonly where?: (notice: Notice) => boolean;
};

/**
 * Waits for the next notice called `name` and stops listening.
 * Call it before the act that causes the notice, and await it afterwards.
 * @throws Error when the time is up, or what `where` throws
 */
export async function nextEvent<Notices, Name extends keyof Notices>(
  source: NoticeSource<Notices>,
  name: Name,
  options: NextEventOptions<Notices[Name]> = {},
): Promise<Notices[Name]> {
  const found = createDeferred<Notices[Name]>();
  const stop = source.on(name, (notice) => {
    try {
      if (options.where?.(notice) ?? true) found.resolve(notice);
    } catch (error) {
      found.reject(error);
    }
  });
  try {
    return await withDeadline(found.promise, { description: `the event "${String(name)}"`, ...options });
  } finally {
    stop();
  }
}
