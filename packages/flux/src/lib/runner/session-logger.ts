import type { Logger } from '../session/listen-options.ts';
import type { Redactor } from './redactor.ts';

/** The caller's logger, told nothing that holds a credential. */
export class SessionLogger {
  readonly #logger: Logger;
  readonly #redactor: Redactor;

  constructor(logger: Logger, redactor: Redactor) {
    this.#logger = logger;
    this.#redactor = redactor;
  }

  /** Tells it a message. Never throws. */
  log(
    level: keyof Logger,
    message: string,
    requestId: string | undefined,
    fields: Readonly<Record<string, unknown>> = {},
  ): void {
    const clean = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? this.#redactor.clean(value) : value,
    ]);
    try {
      this.#logger[level](this.#redactor.clean(message), { requestId, ...Object.fromEntries(clean) });
    } catch {
      // A logger that throws has nobody to tell, and must not end a call.
    }
  }
}
