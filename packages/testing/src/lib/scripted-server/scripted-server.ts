import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { WaitOptions } from '../waiting/wait-options.ts';
import { Watch } from '../waiting/watch.ts';
import { withDeadline } from '../waiting/with-deadline.ts';
import { refuse } from './answer-steps.ts';
import { LiveConnection } from './live-connection.ts';
import { runScript } from './run-script.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { ScriptedConnection } from './scripted-connection.ts';
import type { ConnectionScript } from './step.ts';

const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** Options of {@link createScriptedServer}. */
export type ScriptedServerOptions = {
  /**
   * What meets a dial after the last script: the last script again, or HTTP 503 (recorded as any dial).
   * Default `'repeat'`.
   */
  readonly afterLast?: 'repeat' | 'refuse';
  /** Makes the request id of a dial. Default: a fixed id that ends with the index of the dial. */
  readonly requestId?: (index: number) => string;
  /** Whether received audio is kept to be looked at, or only counted, for long runs. Default `true`. */
  readonly keepAudio?: boolean;
};

/** A Flux server on the loopback interface that does what a test wrote down. */
export type ScriptedServer = AsyncDisposable & {
  /** `ws://127.0.0.1:<port>/v2/listen`. The same after {@link ScriptedServer.restart}. */
  readonly url: string;
  readonly port: number;
  /** Every dial so far, in order; also those that were refused. */
  readonly connections: readonly ScriptedConnection[];
  /** Waits for the dial with this index, from 0. It may not have been answered yet. */
  connection(index: number, options?: WaitOptions): Promise<ScriptedConnection>;
  /** Waits until `condition` is true; looks whenever something happens on any connection. */
  waitFor(condition: (server: ScriptedServer) => boolean, options?: WaitOptions): Promise<void>;
  /** Lets every `hold(name)` pass, those to come too. */
  release(name: string): void;
  /** Stops listening and breaks every connection: the next dial is refused by the system. Idempotent. */
  stop(): Promise<void>;
  /** Listens again on the same port after {@link ScriptedServer.stop}. Scripts and records go on where they were. */
  restart(): Promise<void>;
  /**
   * Stops for good.
   * @throws Error when a script failed: a step that could not run must not pass unnoticed
   */
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Starts a scripted server on 127.0.0.1 and a free port. One script serves every dial;
 * with a list of scripts the first dial gets the first, and so on. A function is asked at each dial, and sees its query
 * and headers: for a server that refuses some dials and not others.
 *
 * After its last step a connection stays open, takes audio, answers pings and closes without a code on `CloseStream`,
 * as the live service does; {@link silence} leaves even that out.
 * @throws TypeError when there is no script
 */
export async function createScriptedServer(
  scripts: ConnectionScript | readonly ConnectionScript[] | ((dial: ConnectionRecord) => ConnectionScript),
  options: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  const server = new LoopbackServer(typeof scripts === 'function' ? scripts : inTurn(scripts, options), options);
  await server.restart();
  return server;
}

/** The first dial gets the first script, and so on. */
function inTurn(
  scripts: ConnectionScript | readonly ConnectionScript[],
  { afterLast }: ScriptedServerOptions,
): (dial: ConnectionRecord) => ConnectionScript {
  const list = isScriptList(scripts) ? scripts : [scripts];
  if (list.length === 0) throw new TypeError('scripts must hold at least one script');
  const refusal: ConnectionScript = [refuse({ status: 503 })];
  const rest = afterLast === 'refuse' ? refusal : (list.at(-1) ?? refusal);
  return ({ index }) => list[index] ?? rest;
}

function isScriptList(scripts: ConnectionScript | readonly ConnectionScript[]): scripts is readonly ConnectionScript[] {
  return scripts.length === 0 || Array.isArray(scripts[0]);
}

class LoopbackServer implements ScriptedServer {
  readonly connections: LiveConnection[] = [];
  readonly #scriptOf: (dial: ConnectionRecord) => ConnectionScript;
  readonly #options: ScriptedServerOptions;
  readonly #watch: Watch = new Watch();
  readonly #byRequest: WeakMap<IncomingMessage, LiveConnection> = new WeakMap<IncomingMessage, LiveConnection>();
  readonly #released: Set<string> = new Set<string>();
  readonly #webSockets: WebSocketServer = new WebSocketServer({
    noServer: true,
    autoPong: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (offered) => [...offered].find((name) => /^(?:token|bearer)$/iu.test(name)) ?? false,
  });
  readonly #startedAt = performance.now();
  #http: Server | undefined;
  port = 0;

  constructor(scriptOf: (dial: ConnectionRecord) => ConnectionScript, options: ScriptedServerOptions) {
    this.#scriptOf = scriptOf;
    this.#options = options;
    this.#webSockets.on('headers', (headers, request) => {
      const connection = this.#byRequest.get(request);
      for (const [name, value] of Object.entries(connection?.upgradeHeaders ?? {})) headers.push(`${name}: ${value}`);
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/v2/listen`;
  }

  async connection(index: number, options: WaitOptions = {}): Promise<ScriptedConnection> {
    await this.waitFor(() => this.connections.length > index, { description: `dial ${index}`, ...options });
    const connection = this.connections[index];
    if (connection === undefined) throw new TypeError(`index must be a whole number of 0 or more, not ${index}`);
    return connection;
  }

  waitFor(condition: (server: ScriptedServer) => boolean, options: WaitOptions = {}): Promise<void> {
    const found = this.#watch.until(() => {
      this.#throwFailures();
      return condition(this);
    });
    return withDeadline(found, options, () => `${this.connections.length} dials had come`);
  }

  release(name: string): void {
    this.#released.add(name);
    this.#watch.changed();
  }

  async stop(): Promise<void> {
    const http = this.#http;
    if (http === undefined) return;
    this.#http = undefined;
    const closed = new Promise<void>((resolve) => {
      http.close(() => resolve());
    });
    http.closeAllConnections();
    for (const connection of this.connections) connection.stop();
    await Promise.all([closed, this.#watch.until(() => this.connections.every(hasEnded))]);
  }

  async restart(): Promise<void> {
    if (this.#http !== undefined) return;
    const http = createServer((_request, response) => {
      response.writeHead(426, { connection: 'close' }).end();
    });
    http.on('upgrade', (request, socket, head) => this.#dialled(request, socket, head));
    this.#http = http;
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen({ host: '127.0.0.1', port: this.port }, resolve);
    });
    const address = http.address();
    if (address !== null && typeof address === 'object') this.port = (address satisfies AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#throwFailures();
  }

  #throwFailures(): void {
    for (const { index, script } of this.connections) {
      if (script.status === 'failed') {
        throw new Error(`the script of connection ${index} failed: ${script.error.message}`, { cause: script.error });
      }
    }
  }

  #dialled(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (socket instanceof Socket) socket.setNoDelay(true);
    const index = this.connections.length;
    const dial = {
      index,
      url: request.url ?? '/',
      headers: joinHeaders(request),
      requestId: this.#options.requestId?.(index) ?? `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      keepAudio: this.#options.keepAudio ?? true,
      accept: (wire: Duplex, upgraded: (webSocket: WebSocket) => void) =>
        this.#webSockets.handleUpgrade(request, wire, head, upgraded),
    };
    const connection = new LiveConnection(dial, socket, this.#watch, () => performance.now() - this.#startedAt);
    this.connections.push(connection);
    this.#byRequest.set(request, connection);
    const script = this.#scriptOf(connection);
    void runScript(connection, script, (name) => this.#released.has(name));
    this.#watch.changed();
  }
}

function hasEnded(connection: LiveConnection): boolean {
  return connection.end !== undefined;
}

function joinHeaders(request: IncomingMessage): Readonly<Record<string, string>> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}
