import { STATUS_CODES } from 'node:http';
import type { RefusalStep } from './step.ts';

/** The HTTP response of a refusal. */
export type RefusalResponse = {
  /** What is sent at once. */
  readonly bytes: string;
  /** Sent again and again behind it; `undefined` where nothing is. */
  readonly again: string | undefined;
  /** Whether the connection ends behind it. */
  readonly ends: boolean;
};

/** What a `refuse` step answers a dial with. */
export function refusalResponse(step: RefusalStep, requestId: string): RefusalResponse {
  const { status, bodyEnd } = step;
  const reason = STATUS_CODES[status] ?? 'Refused';
  const body =
    step.body ??
    JSON.stringify({ err_code: reason.toUpperCase().replaceAll(/\W+/gu, '_'), err_msg: reason, request_id: requestId });
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ...(bodyEnd === 'endless' ? {} : { 'content-length': String(announcedBytes(body, bodyEnd)) }),
    connection: 'close',
    'dg-request-id': requestId,
  };
  for (const [name, value] of Object.entries(step.headers)) headers[name.toLowerCase()] = value;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return {
    bytes: `${[`HTTP/1.1 ${status} ${reason}`, ...lines].join('\r\n')}\r\n\r\n${body}`,
    again: bodyEnd === 'endless' ? body : undefined,
    ends: bodyEnd === 'complete' || bodyEnd === 'cut',
  };
}

/** A body that is to be missed announces one byte more than it has. */
function announcedBytes(body: string, bodyEnd: RefusalStep['bodyEnd']): number {
  return Buffer.byteLength(body) + (bodyEnd === 'complete' ? 0 : 1);
}
