import type { Logger } from '@turnstream/flux';
import type { FluxServer } from '@turnstream/server';

import type { CliIo } from '../io/cli-io.ts';

/** Where a server over the local recogniser listens and who may use it. */
export type LocalServerOptions = {
  /** Default: the loopback. */
  readonly host?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Default: anybody who reaches it. */
  readonly keys?: readonly string[];
  /** Default: silent. */
  readonly logger?: Logger;
};

/** A server in this process with the recogniser it runs on. */
export interface LocalServer extends AsyncDisposable {
  readonly url: string;
}

/**
 * Loads the recogniser and starts a Flux server over it; disposing the result ends both.
 * @throws the engine's errors when the recogniser or its models are missing, and the system's error when the address
 * cannot be listened at
 */
export async function startLocalServer(options: LocalServerOptions, io: CliIo): Promise<LocalServer> {
  const [{ createFluxServer }, { createSherpaEngine }, { modelsFolder }] = await Promise.all([
    import('@turnstream/server'),
    import('@turnstream/engine/sherpa'),
    import('@turnstream/engine'),
  ]);
  const engine = await createSherpaEngine({ modelsFolder: modelsFolder({ environment: io.env }).path });
  let server: FluxServer;
  try {
    server = await createFluxServer({ engine, ...options });
  } catch (error) {
    await engine.close();
    throw error;
  }
  return {
    url: server.url,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await engine.close();
    },
  };
}
