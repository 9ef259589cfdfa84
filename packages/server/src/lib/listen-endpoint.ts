import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import type { ListenParameters } from '@turnstream/flux/protocol';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';

import { checkCredential, selectSubprotocol } from './handshake/credential-check.ts';
import { readListenRequest } from './handshake/listen-request.ts';
import type { ListenRequest } from './handshake/listen-request.ts';
import { checkOrigin } from './handshake/origin-check.ts';
import { refuseUpgrade } from './handshake/refusal.ts';
import type { Refusal } from './handshake/refusal.ts';
import { createRequestId } from './handshake/request-id.ts';
import { LISTEN_PATH, NOT_FOUND, pathOf } from './http/http-routes.ts';
import { describeThrown } from './server-logger.ts';
import type { ServerSettings } from './server-options.ts';
import { ListenSession } from './session/listen-session.ts';

/** Time a client has to answer the closing handshake before its socket is dropped. */
const CLOSE_HANDSHAKE_MS = 10_000;

const SHUTTING_DOWN: Refusal = {
  status: 503,
  code: 'SHUTTING_DOWN',
  description: 'The server is shutting down.',
  headers: { 'retry-after': '1' },
};

const INTERNAL_SERVER_ERROR: Refusal = {
  status: 500,
  code: 'INTERNAL_SERVER_ERROR',
  description: 'The handshake failed; the server log has the reason.',
};

/** All bytes of a message in one piece, whichever form `ws` chose. */
function toBytes(data: RawData): Buffer {
  if (Array.isArray(data)) {
    return Buffer.concat(data);
  }
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

/** Turns upgrade requests into sessions, or refuses them, and knows the sessions that are open. */
export class ListenEndpoint {
  readonly #settings: ServerSettings;
  readonly #webSockets: WebSocketServer;
  readonly #sessions = new Set<ListenSession>();
  readonly #requestIds = new WeakMap<IncomingMessage, string>();
  #closing = false;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: settings.maxMessageBytes,
      handleProtocols: (offered) => selectSubprotocol([...offered]) ?? false,
    });
    this.#webSockets.on('headers', (headers, request) => {
      headers.push(`dg-request-id: ${this.#requestIdOf(request)}`);
    });
    this.#webSockets.on('wsClientError', (error, socket, request) => {
      this.#refuse(request, socket, { status: 400, code: 'BAD_HANDSHAKE', description: `${error.message}.` });
    });
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** Answers an upgrade request. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { logger } = this.#settings;
    const requestId = this.#requestIdOf(request);
    socket.on('error', (error) => {
      logger.debug('the connection broke', { requestId, error: describeThrown(error) });
    });
    try {
      const answer = await this.#examine(request);
      if (this.#closing) {
        this.#refuse(request, socket, SHUTTING_DOWN);
      } else if (answer.kind === 'refused') {
        this.#refuse(request, socket, answer.refusal);
      } else {
        this.#accept(request, socket, head, answer.parameters);
      }
    } catch (error) {
      logger.error('the handshake failed', { requestId, error: describeThrown(error) });
      this.#refuse(request, socket, INTERNAL_SERVER_ERROR);
    }
  }

  /** Ends every session: politely within `closeTimeoutMs`, then at once. */
  async close(): Promise<void> {
    this.#closing = true;
    const { clock, closeTimeoutMs } = this.#settings;
    const open = [...this.#sessions];
    const undoDeadline = clock.wake(closeTimeoutMs, () => {
      for (const session of this.#sessions) {
        session.terminate('the server shut down');
      }
    });
    for (const session of open) {
      session.stop();
    }
    await Promise.all(open.map((session) => session.ended));
    undoDeadline();
  }

  #requestIdOf(request: IncomingMessage): string {
    const requestId = this.#requestIds.get(request) ?? createRequestId(this.#settings.clock);
    this.#requestIds.set(request, requestId);
    return requestId;
  }

  async #examine(request: IncomingMessage): Promise<ListenRequest> {
    const { engine, keys, verifyToken, allowedOrigins, maxSessions } = this.#settings;
    const asksForCredentials = keys !== undefined || verifyToken !== undefined;
    const refusal =
      (pathOf(request) === LISTEN_PATH ? undefined : NOT_FOUND) ??
      (asksForCredentials && allowedOrigins === undefined
        ? undefined
        : checkOrigin(request.headers.origin, allowedOrigins)) ??
      (await checkCredential(request.headers, { keys, verifyToken }));
    if (refusal !== undefined) {
      return { kind: 'refused', refusal };
    }
    const answer = readListenRequest(request.url ?? '', engine.capabilities);
    const tooMany =
      this.#sessions.size >= maxSessions
        ? `Too many concurrent streams: the limit is ${maxSessions}.`
        : engine.load === 'full'
          ? 'Too many concurrent streams: with one more this machine would tell ends of turns late.'
          : undefined;
    return answer.kind === 'ok' && tooMany !== undefined
      ? {
          kind: 'refused',
          refusal: {
            status: 429,
            code: 'TOO_MANY_REQUESTS',
            description: tooMany,
            headers: { 'retry-after': '1' },
          },
        }
      : answer;
  }

  #refuse(request: IncomingMessage, socket: Duplex, refusal: Refusal): void {
    const requestId = this.#requestIdOf(request);
    const { status, description } = refusal;
    this.#settings.logger.info('stream refused', { requestId, status, description });
    refuseUpgrade(socket, refusal, requestId);
  }

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer, parameters: ListenParameters): void {
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#open(webSocket, this.#requestIdOf(request), parameters);
    });
  }

  #open(webSocket: WebSocket, requestId: string, parameters: ListenParameters): void {
    const { engine, logger, clock, maxQueuedSeconds, maxUnreadBytes, idleTimeoutMs, eagerCheckpointsSeconds } =
      this.#settings;
    const session = new ListenSession({
      requestId,
      parameters,
      engine,
      socket: webSocket,
      eagerCheckpointsSeconds,
      limits: { maxQueuedSeconds, maxUnreadBytes, idleTimeoutMs, closeTimeoutMs: CLOSE_HANDSHAKE_MS },
      logger,
      clock,
    });
    this.#sessions.add(session);
    webSocket.on('message', (data, isBinary) => {
      if (isBinary) {
        session.receiveAudio(toBytes(data));
      } else {
        session.receiveText(toBytes(data).toString('utf8'));
      }
    });
    webSocket.on('ping', () => session.receivePing());
    webSocket.on('error', (error) => {
      logger.warn('the connection broke', { requestId, error: describeThrown(error) });
    });
    webSocket.on('close', (code) => session.socketClosed(code));
    void session.ended.then(() => this.#sessions.delete(session));
    session.open();
  }
}
