/** Every code of a {@link FluxError}; what each means and what to do is in docs/errors.md. */
export const FLUX_ERROR_CODES = [
  'bad-request',
  'unauthorized',
  'payment-required',
  'forbidden',
  'not-found',
  'rate-limited',
  'server-error',
  'connect-timeout',
  'connect-failed',
  'connect-refused',
  'connection-lost',
  'auth-failed',
  'protocol-error',
  'message-refused',
  'configure-refused',
  'configure-timeout',
  'force-end-turn-unsupported',
  'stream-not-resumable',
  'buffer-overflow',
  'too-many-calls',
  'session-ended',
] as const;

/** Why a session or one of its promises failed. */
export type FluxErrorCode = (typeof FLUX_ERROR_CODES)[number];

/** What a {@link FluxError} may carry beside its code and message. */
export type FluxErrorFields = {
  readonly retryable?: boolean;
  readonly requestId?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly closeCode?: number | undefined;
  /** The server's own word for it: the `code` of its error message or body. */
  readonly serverCode?: string | undefined;
  readonly cause?: unknown;
};

/**
 * One failure of a session. The same object is emitted once and is the reason of every promise that rejects for it.
 * The message says what happened and what to do; it never holds a credential.
 */
export class FluxError extends Error {
  override readonly name = 'FluxError';
  readonly code: FluxErrorCode;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** The server's id for the connection, for its support. */
  readonly requestId: string | undefined;
  readonly httpStatus: number | undefined;
  readonly closeCode: number | undefined;
  readonly serverCode: string | undefined;

  constructor(code: FluxErrorCode, message: string, fields: FluxErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = code;
    this.retryable = fields.retryable ?? false;
    this.requestId = fields.requestId;
    this.httpStatus = fields.httpStatus;
    this.closeCode = fields.closeCode;
    this.serverCode = fields.serverCode;
  }

  /** Whether `value` is a FluxError, also one of another copy of this package. */
  static isInstance(value: unknown): value is FluxError {
    return value instanceof Error && value.name === 'FluxError' && 'code' in value && typeof value.code === 'string';
  }
}
