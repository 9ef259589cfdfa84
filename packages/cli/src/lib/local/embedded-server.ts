import { randomUUID } from 'node:crypto';

import type { CliIo } from '../io/cli-io.ts';
import { startLocalServer } from './local-server.ts';

/** A server in this process, for this process. */
export interface EmbeddedServer extends AsyncDisposable {
  readonly url: string;
  /** Made up for this server, so that no other program on this machine can use it. */
  readonly apiKey: string;
}

/** Starts a local server on a free port of the loopback that only the holder of its key can use. */
export async function startEmbeddedServer(io: CliIo): Promise<EmbeddedServer> {
  const apiKey = randomUUID();
  const server = await startLocalServer({ keys: [apiKey] }, io);
  return { url: server.url, apiKey, [Symbol.asyncDispose]: async () => await server[Symbol.asyncDispose]() };
}
