import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as testing from '@turnstream/testing';
import type { ServeOptions, SeenConnection } from './contract/control-channel.ts';
import type { Script, Step } from './contract/script-steps.ts';

/** A file that the control server hands out to a browser. */
export type ServedFile = { readonly contentType: string; readonly body: string };

/** Makes scripted servers for hosts that cannot run one. */
export type ContractControl = AsyncDisposable & { readonly url: string };

/** How long an unchanged server is waited for before the host asks again. */
const LONG_POLL_MS = 25_000;

/**
 * Starts the control server on 127.0.0.1.
 * @param files what else it serves, by path
 */
export async function startContractControl(files: Readonly<Record<string, ServedFile>> = {}): Promise<ContractControl> {
  const servers: testing.ScriptedServer[] = [];
  const http = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    });
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const address = http.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
      await Promise.all(servers.map((server) => server.stop()));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const file = files[path];
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': file.contentType }).end(file.body);
      return;
    }
    const body = await text(request);
    const [, , id = '', action = '', index = ''] = path.split('/');
    if (path === '/servers') sendJson(response, await serve(body));
    else if (action === 'seen') sendJson(response, await look(serverOf(id), body));
    else if (action === 'audio') response.end(serverOf(id).connections[Number(index)]?.audio);
    else if (action === 'stop') {
      await serverOf(id)[Symbol.asyncDispose]();
      sendJson(response, {});
    } else response.writeHead(404).end(`nothing is at ${path}`);
  }

  async function serve(body: string): Promise<{ readonly id: string; readonly url: string }> {
    const { scripts, options }: { readonly scripts: readonly Script[]; readonly options: ServeOptions } =
      JSON.parse(body);
    const server = await testing.createScriptedServer(
      scripts.map((script) => script.map(toServerStep)),
      options,
    );
    servers.push(server);
    return { id: String(servers.length - 1), url: server.url };
  }

  function serverOf(id: string): testing.ScriptedServer {
    const server = servers[Number(id)];
    if (server === undefined) throw new Error(`there is no server ${id}`);
    return server;
  }
}

async function look(server: testing.ScriptedServer, body: string): Promise<unknown> {
  const { known }: { readonly known: string | null } = JSON.parse(body);
  await server.waitFor(() => markOf(server) !== known, { timeoutMs: LONG_POLL_MS }).catch(() => undefined);
  return { mark: markOf(server), connections: server.connections.map(seenOf) };
}

/** Another text after every change. */
function markOf(server: testing.ScriptedServer): string {
  return server.connections
    .map(({ status, received, pings, end }) => `${status} ${received.length} ${pings} ${end?.code}`)
    .join();
}

function seenOf(connection: testing.ScriptedConnection): SeenConnection {
  const { url, headers, subprotocols, requestId, status, texts, audioBytes, received, pings, end } = connection;
  const audioMessages = received.flatMap((message) => (message.kind === 'audio' ? [message.bytes.byteLength] : []));
  return {
    url,
    headers,
    subprotocols,
    requestId,
    texts,
    audioBytes,
    audioMessages,
    pings,
    ...(status === undefined ? {} : { status }),
    ...(end === undefined ? {} : { end: { by: end.by, code: end.code } }),
  };
}

function toServerStep({ name, values }: Step): testing.ServerStep {
  if (name === 'sendBinary') return testing.sendBinary(Uint8Array.from(numbersOf(values[0])));
  // What a case may ask for was checked where the case was written: a step is a name and what its function takes.
  return Reflect.apply(Reflect.get(testing, name), undefined, values);
}

function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
