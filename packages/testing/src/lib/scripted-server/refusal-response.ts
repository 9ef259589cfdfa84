import { STATUS_CODES } from 'node:http';
import type { RefusalStep } from './step.ts';

/** The bytes of the HTTP response that a `refuse` step answers a dial with. */
export function refusalResponse(step: RefusalStep & { readonly kind: 'refuse' }, requestId: string): string {
  const reason = STATUS_CODES[step.status] ?? 'Refused';
  const body =
    step.body ??
    JSON.stringify({ err_code: reason.toUpperCase().replaceAll(/\W+/gu, '_'), err_msg: reason, request_id: requestId });
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    'dg-request-id': requestId,
  };
  for (const [name, value] of Object.entries(step.headers)) headers[name.toLowerCase()] = value;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${[`HTTP/1.1 ${step.status} ${reason}`, ...lines].join('\r\n')}\r\n\r\n${body}`;
}
