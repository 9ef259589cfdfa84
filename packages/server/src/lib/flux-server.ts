import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Socket } from 'node:net';

import { createRequestId } from './handshake/request-id.ts';
import { answerHttp, LISTEN_PATH } from './http/http-routes.ts';
import type { HttpSurroundings } from './http/http-routes.ts';
import { ListenEndpoint } from './listen-endpoint.ts';
import { describeThrown } from './server-logger.ts';
import { readServerOptions } from './server-options.ts';
import type { FluxServerOptions, ServerSettings } from './server-options.ts';

/** A running server. */
export interface FluxServer extends AsyncDisposable {
  /** Where clients connect, such as `ws://127.0.0.1:1234/v2/listen`. */
  readonly url: string;
  /** Where pages are served, such as `http://127.0.0.1:1234`. */
  readonly httpUrl: string;
  readonly port: number;
  /** Streams open now. */
  readonly sessionCount: number;
  /**
   * Takes no new stream (503), lets each open one be decoded and told to its end, closes it with code 1001, and cuts
   * off what is left after `closeTimeoutMs`. Idempotent. The engine stays open.
   */
  close(): Promise<void>;
}

function listenAt(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function createHttpServer(settings: ServerSettings, surroundings: HttpSurroundings): Server {
  const { logger, clock } = settings;
  return createServer((request, response) => {
    const requestId = createRequestId(clock);
    answerHttp(request, response, requestId, surroundings).catch((error: unknown) => {
      logger.warn('a file could not be sent', { requestId, error: describeThrown(error) });
      response.destroy();
    });
  });
}

/** The connections of a server, upgraded ones included. */
function trackConnections(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  return connections;
}

async function shutDown(server: Server, connections: ReadonlySet<Socket>, endpoint: ListenEndpoint): Promise<void> {
  await endpoint.close();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    for (const connection of connections) {
      connection.destroy();
    }
  });
}

/**
 * Starts a server that speaks Flux (`/v2/listen`) over a speech engine, and resolves when it listens.
 *
 * @throws TypeError that names a bad option
 * @throws the system's error when the address cannot be listened at, such as `EADDRINUSE`
 */
export async function createFluxServer(options: FluxServerOptions): Promise<FluxServer> {
  const settings = readServerOptions(options);
  const { host, engine, maxSessions, staticFolder } = settings;
  const endpoint = new ListenEndpoint(settings);
  const server = createHttpServer(settings, {
    staticFolder,
    health: () => ({
      status: endpoint.closing ? 'shutting-down' : 'ok',
      engine: engine.name,
      sessions: endpoint.sessionCount,
      maxSessions,
      ...(engine.load !== undefined && { load: engine.load }),
    }),
  });
  server.on('upgrade', (request, socket, head) => {
    void endpoint.upgrade(request, socket, head);
  });
  const connections = trackConnections(server);
  const port = await listenAt(server, settings.port, host);
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= shutDown(server, connections, endpoint));
  return {
    url: `ws://${authority}${LISTEN_PATH}`,
    httpUrl: `http://${authority}`,
    port,
    get sessionCount() {
      return endpoint.sessionCount;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
