import type { DialFailure } from '../transport/transport.ts';

/** A refusal's body is read up to this. */
export const MAX_BODY_CHARACTERS = 16_384;

/** A refusal's body is waited for this long: some servers never end it, and its status says enough. */
export const BODY_WITHIN_MS = 1_000;

/** What a refused upgrade carries. Header names in lower case. */
export type Refusal = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
};

/** Fields that hold a reason, in the shapes Deepgram's bodies have had: current, modern and legacy. */
const REASON_FIELDS = ['description', 'message', 'err_msg', 'reason', 'error'] as const;
const CODE_FIELDS = ['code', 'err_code', 'category'] as const;

/** Reads a refused upgrade, whatever the shape of its body. Never throws. */
export function readRefusal({ status, headers, body }: Refusal): DialFailure {
  const fields = parseObject(body);
  const serverReason = headers['dg-error'] ?? firstText(fields, REASON_FIELDS) ?? plainText(body);
  const serverCode = firstText(fields, CODE_FIELDS);
  const requestId = headers['dg-request-id'] ?? firstText(fields, ['request_id']);
  const retryAfterMs = readRetryAfter(headers['retry-after']);
  return {
    message: `HTTP ${status}`,
    httpStatus: status,
    ...(serverReason === undefined ? {} : { serverReason }),
    ...(serverCode === undefined ? {} : { serverCode }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

function firstText(fields: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value.slice(0, 500);
  }
  return undefined;
}

function plainText(body: string): string | undefined {
  const text = body.trim();
  return text === '' || /^[<{[]/u.test(text) ? undefined : text.slice(0, 500);
}

/** Seconds only: a date would need a clock that agrees with the server's. */
function readRetryAfter(value: string | undefined): number | undefined {
  const seconds = Number(value);
  return value !== undefined && value.trim() !== '' && seconds >= 0 && seconds <= 3_600 ? seconds * 1_000 : undefined;
}
