/**
 * Why a session or one of its promises failed.
 *
 * | code | meaning |
 * |---|---|
 * | `bad-request` | the server refused the query (HTTP 400) |
 * | `unauthorized` | the server refused the credentials (HTTP 401) |
 * | `payment-required` | the account has no balance (HTTP 402) |
 * | `forbidden` | the account may not use this model (HTTP 403) |
 * | `not-found` | no Flux service at this address (HTTP 404 and other 4xx) |
 * | `rate-limited` | too many streams at once (HTTP 429) |
 * | `server-error` | the server failed (HTTP 5xx, or a fatal `Error` message) |
 * | `connect-timeout` | no `Connected` before the deadline |
 * | `connect-failed` | the network refused or broke the dial |
 * | `connect-refused` | refused twice in a row where the platform hides why |
 * | `connection-lost` | the connection ended and could not be replaced |
 * | `auth-failed` | the caller's `auth()` threw or gave no credential |
 * | `protocol-error` | the server broke the protocol's limits |
 * | `message-refused` | the server could not read a message of ours |
 * | `configure-refused` | the server refused a `Configure` |
 * | `configure-timeout` | no answer to a `Configure` |
 * | `force-end-turn-unsupported` | this deployment has no `ForceEndTurn` |
 * | `stream-not-resumable` | a container stream was cut; it cannot be resumed |
 * | `buffer-overflow` | more audio waits than `maxBufferedSeconds`, and `overflow` is `'fail'` |
 * | `session-ended` | the session was stopped or cancelled before this could happen |
 */
export type FluxErrorCode =
  | 'bad-request'
  | 'unauthorized'
  | 'payment-required'
  | 'forbidden'
  | 'not-found'
  | 'rate-limited'
  | 'server-error'
  | 'connect-timeout'
  | 'connect-failed'
  | 'connect-refused'
  | 'connection-lost'
  | 'auth-failed'
  | 'protocol-error'
  | 'message-refused'
  | 'configure-refused'
  | 'configure-timeout'
  | 'force-end-turn-unsupported'
  | 'stream-not-resumable'
  | 'buffer-overflow'
  | 'session-ended';

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
