import { openSocket } from '#web-socket';
import { FluxSession } from './runner/flux-session.ts';
import { systemClock } from './runner/system-clock.ts';
import { checkOptions } from './session/check-options.ts';
import type { ListenOptions } from './session/listen-options.ts';
import type { Session } from './session/session.ts';

/**
 * Listens to one speaker. Returns at once and dials in the background; audio sent before the connection is there is kept.
 *
 * The session lives over as many connections as it takes, until `stop()`, `finish()` or `cancel()`, or until it fails
 * for good: then `closed` rejects with a `FluxError`, which the `error` notice and every reader of `events` see too.
 *
 * @throws TypeError naming the option that cannot be used
 */
export function listen(options: ListenOptions): Session {
  const checked = checkOptions(options);
  const transport = options.transport ?? { dial: openSocket };
  const session = new FluxSession(checked, transport, options.clock ?? systemClock, options.logger);
  const { signal } = options;
  if (signal?.aborted === true) session.cancel(String(signal.reason));
  else {
    const cancel = (): void => session.cancel(String(signal?.reason));
    signal?.addEventListener('abort', cancel, { once: true });
    const forget = (): void => signal?.removeEventListener('abort', cancel);
    session.closed.then(forget, forget);
    session.begin();
  }
  return session;
}
