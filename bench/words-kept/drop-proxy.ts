import { connect, createServer, type Socket } from 'node:net';
import { ClientFrames } from './client-frames.ts';

/** A TCP proxy on the loopback that sees what a client sends, and can reset its connection. */
export interface DropProxy {
  /** Where clients connect instead. */
  readonly url: string;
  /** Breaks the newest connection with a TCP reset, towards the client and towards the server. */
  reset(): void;
  close(): Promise<void>;
}

/** What a proxy tells of. Connections count from 0. */
export type ProxyWatch = {
  /** The server took a connection, and named it. */
  readonly onOpened: (connection: number, requestId: string) => void;
  readonly onAudio: (connection: number, payload: Buffer) => void;
  readonly onClosed: (connection: number) => void;
  readonly onError: (error: unknown) => void;
};

/** Stands between clients and the server at `serverUrl`. */
export async function startDropProxy(serverUrl: string, watch: ProxyWatch): Promise<DropProxy> {
  const target = new URL(serverUrl);
  let connections = 0;
  let newest: readonly Socket[] = [];
  const proxy = createServer({ noDelay: true }, (client) => {
    const index = connections;
    connections += 1;
    const server = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    newest = [client, server];
    const frames = new ClientFrames((payload) => watch.onAudio(index, payload));
    client.on('data', (bytes: Buffer) => {
      try {
        frames.push(bytes);
      } catch (error) {
        watch.onError(error);
      }
    });
    server.once('data', (bytes: Buffer) => {
      const requestId = /^dg-request-id: (\S+)/im.exec(bytes.toString('latin1'))?.[1];
      if (requestId !== undefined) watch.onOpened(index, requestId);
    });
    client.once('close', () => watch.onClosed(index));
    join(client, server);
    join(server, client);
  });
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const { port } = address;
  return {
    url: `ws://127.0.0.1:${port}${target.pathname}`,
    reset: () => {
      for (const socket of newest) socket.resetAndDestroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of newest) socket.destroy();
        proxy.close(() => resolve());
      }),
  };
}

/** Carries bytes and the end from one socket to the other, no faster than they are taken. */
function join(from: Socket, to: Socket): void {
  from.on('data', (bytes: Buffer) => {
    if (to.destroyed || to.write(bytes)) return;
    from.pause();
    to.once('drain', () => from.resume());
  });
  from.on('end', () => to.end());
  // A reset of ours shows here as an error of the other side; the close follows.
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
}
