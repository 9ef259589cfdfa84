import type { FluxErrorCode } from '@turnstream/flux';
import type { ErrorCategory } from '../../errors/error-category.ts';

const categories: Readonly<Record<FluxErrorCode, ErrorCategory>> = {
  'bad-request': 'invalid-request',
  unauthorized: 'authentication',
  'payment-required': 'quota',
  forbidden: 'authorization',
  'not-found': 'invalid-request',
  'rate-limited': 'rate-limit',
  'server-error': 'server',
  'connect-timeout': 'connectivity',
  'connect-failed': 'connectivity',
  'connect-refused': 'connectivity',
  'connection-lost': 'connectivity',
  'auth-failed': 'authentication',
  'protocol-error': 'server',
  'message-refused': 'application',
  // A refused change leaves the service as it was, so these must not count as permanent.
  'configure-refused': 'application',
  'configure-timeout': 'connectivity',
  'force-end-turn-unsupported': 'application',
  'stream-not-resumable': 'connectivity',
  'buffer-overflow': 'connectivity',
  'session-ended': 'application',
  'too-many-calls': 'application',
};

const connectionCodes: ReadonlySet<string> = new Set<FluxErrorCode>([
  'server-error',
  'connect-timeout',
  'connect-failed',
  'connection-lost',
  'protocol-error',
  'message-refused',
  'rate-limited',
]);

/** The category of a session's error code; `undefined` for a word that is none. */
export function categoryOfFluxCode(code: string): ErrorCategory | undefined {
  return isFluxErrorCode(code) ? categories[code] : undefined;
}

/** Whether a code says that a connection failed. */
export function isConnectionCode(code: string): boolean {
  return connectionCodes.has(code);
}

function isFluxErrorCode(code: string): code is FluxErrorCode {
  return Object.hasOwn(categories, code);
}
