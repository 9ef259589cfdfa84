import type { IncomingMessage, ServerResponse } from 'node:http';

import { refusalBody, refusalHeaders } from '../handshake/refusal.ts';
import type { Refusal } from '../handshake/refusal.ts';
import { serveStaticFile } from './static-folder.ts';

/** The path of the protocol. */
export const LISTEN_PATH = '/v2/listen';

/** What the HTTP side knows of the server around it. */
export type HttpSurroundings = {
  readonly staticFolder: string | undefined;
  /** What `/healthz` answers. */
  health(): Readonly<Record<string, unknown>>;
};

/** No service at this path. */
export const NOT_FOUND: Refusal = { status: 404, code: 'NOT_FOUND', description: 'No service at this path.' };

const UPGRADE_REQUIRED: Refusal = {
  status: 426,
  code: 'UPGRADE_REQUIRED',
  description: `${LISTEN_PATH} speaks WebSocket only: send an upgrade request.`,
  headers: { upgrade: 'websocket', connection: 'Upgrade' },
};

const METHOD_NOT_ALLOWED: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  description: 'Only GET and HEAD are answered here.',
  headers: { allow: 'GET, HEAD' },
};

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function refuse(response: ServerResponse, refusal: Refusal, requestId: string): void {
  response.writeHead(refusal.status, refusalHeaders(refusal, requestId));
  response.end(refusalBody(refusal, requestId));
}

/** Answers a request that is no upgrade. Rejects when a file breaks off while it is sent. */
export async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  surroundings: HttpSurroundings,
): Promise<void> {
  const path = pathOf(request);
  if (path === LISTEN_PATH) {
    refuse(response, UPGRADE_REQUIRED, requestId);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, METHOD_NOT_ALLOWED, requestId);
    return;
  }
  if (path === '/healthz') {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(surroundings.health()));
    return;
  }
  const { staticFolder } = surroundings;
  if (staticFolder === undefined || !(await serveStaticFile(staticFolder, path, request, response))) {
    refuse(response, NOT_FOUND, requestId);
  }
}
