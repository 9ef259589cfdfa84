/** The kinds of failure an application may want to treat differently. */
export type ErrorCategory =
  | 'unknown'
  | 'authentication'
  | 'authorization'
  | 'invalid-request'
  | 'rate-limit'
  | 'quota'
  | 'connectivity'
  | 'server'
  | 'application';

const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Whether the same service, unchanged, can never work again after a failure of this kind. */
export function isPermanentCategory(category: ErrorCategory): boolean {
  return category === 'authentication' || category === 'authorization' || category === 'invalid-request';
}

/** The category of an HTTP status. */
export function categoryOfHttpStatus(status: number): ErrorCategory {
  if (status === 400 || status === 404 || status === 422) return 'invalid-request';
  if (status === 401) return 'authentication';
  if (status === 402) return 'quota';
  if (status === 403) return 'authorization';
  if (status === 429) return 'rate-limit';
  return status >= 500 && status <= 599 ? 'server' : 'unknown';
}

/** The category of anything thrown, from the HTTP status or the system's code it carries. */
export function categoryOfException(exception: unknown): ErrorCategory {
  const status = statusOf(exception);
  if (status !== undefined) return categoryOfHttpStatus(status);
  const code = field(exception, 'code');
  if (typeof code === 'string' && networkCodes.has(code)) return 'connectivity';
  if (exception instanceof Error && exception.name === 'TimeoutError') return 'connectivity';
  return 'unknown';
}

function statusOf(exception: unknown): number | undefined {
  const response = field(exception, 'response');
  const candidates = [
    field(response, 'statusCode'),
    field(response, 'status'),
    field(exception, 'statusCode'),
    field(exception, 'status'),
    field(exception, 'httpStatus'),
  ];
  return candidates.find((candidate): candidate is number => typeof candidate === 'number');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
