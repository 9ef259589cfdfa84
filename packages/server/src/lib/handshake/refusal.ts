import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Why a request gets no stream. */
export type Refusal = {
  readonly status: number;
  readonly code: string;
  /** For people; names the offender. Never a credential. */
  readonly description: string;
  readonly headers?: Readonly<Record<string, string>>;
};

const MAX_HEADER_CHARACTERS = 256;

/** A text with all that may not stand in a header replaced: descriptions repeat names the client chose. */
function toHeaderValue(text: string): string {
  return text.slice(0, MAX_HEADER_CHARACTERS).replaceAll(/[^\u0020-\u007E]/gu, '?');
}

/** The headers of a refusal. */
export function refusalHeaders(refusal: Refusal, requestId: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'dg-request-id': requestId,
    'dg-error': toHeaderValue(refusal.description),
    ...refusal.headers,
  };
}

/** The JSON body of a refusal. */
export function refusalBody(refusal: Refusal, requestId: string): string {
  return JSON.stringify({ err_code: refusal.code, err_msg: refusal.description, request_id: requestId });
}

/** Answers an upgrade request with a refusal and ends its connection. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal, requestId: string): void {
  const body = refusalBody(refusal, requestId);
  const headers = {
    ...refusalHeaders(refusal, requestId),
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // The other side need not end its half for this connection to be gone.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\n${head.join('')}\r\n${body}`);
}
