import type { FluxError, SessionState, SessionWarning } from '@turnstream/flux';
import { FluxError as FluxFailure } from '@turnstream/flux';
import type { PushErrorOptions } from '../../processor/frame-processor-options.ts';
import { categoryOfFluxCode, isConnectionCode } from './flux-error-category.ts';

/** Whoever is told about the connection. */
export type ConnectionNoticeTarget = {
  /** It is there, or no longer: each change once. */
  changed(connected: boolean): void;
  /** A connection failed: each failure once. */
  failed(message: string, options: PushErrorOptions): void;
  /** Something else was refused: each refusal once. */
  refused(message: string, options: PushErrorOptions): void;
};

/** Makes of the many notices of a session each change of its connection, and each failure, once. */
export class ConnectionNotices {
  readonly #target: ConnectionNoticeTarget;
  readonly #told = new WeakSet<object>();
  #connected = false;

  constructor(target: ConnectionNoticeTarget) {
    this.#target = target;
  }

  /** The session stands somewhere else. */
  state(status: SessionState['status']): void {
    this.#set(status === 'open' || (status === 'draining' && this.#connected));
  }

  /** The session is over. */
  over(): void {
    this.#set(false);
  }

  /** The session got over something by itself. */
  warning(warning: SessionWarning, status: SessionState['status']): void {
    // A connection that is being replaced on purpose, or that closed while nobody spoke, has not failed.
    if (!isConnectionCode(warning.code) || status !== 'waiting-to-redial') return;
    this.#target.failed(warning.message, { category: categoryOfFluxCode(warning.code) });
  }

  /** Something threw or rejected; `terminal` when the session ended of it. */
  error(error: unknown, terminal: boolean): void {
    if (typeof error === 'object' && error !== null) {
      if (this.#told.has(error)) return;
      this.#told.add(error);
    }
    const message = error instanceof Error ? error.message : String(error);
    const options = { exception: error, permanent: terminal };
    if (isRefusal(error)) this.#target.refused(message, options);
    else this.#target.failed(message, options);
  }

  #set(connected: boolean): void {
    if (this.#connected === connected) return;
    this.#connected = connected;
    this.#target.changed(connected);
  }
}

/** Whether an error is about a change of settings and not about the connection. */
function isRefusal(error: unknown): error is FluxError {
  return FluxFailure.isInstance(error) && (error.code === 'configure-refused' || error.code === 'configure-timeout');
}
