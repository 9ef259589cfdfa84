import type { Credential, FluxTransport, TransportConnection, TransportHandlers } from '@turnstream/flux';
import type { MemoryConnection } from './memory-connection.ts';
import { MemorySocket } from './memory-socket.ts';

/** Options of {@link createMemoryTransport}. */
export type MemoryTransportOptions = {
  /**
   * Whether a client's `close()` is answered with code 1000 by itself, a microtask later. Default `true`;
   * with `false` the test answers by `connection.close()`.
   */
  readonly answerCloses?: boolean;
  /** Whether audio is kept to be looked at, or only counted, for long runs. Default `true`. */
  readonly keepAudio?: boolean;
  /** Called with each new connection before `dial` returns. Opening it there is allowed a microtask later. */
  readonly onDial?: (connection: MemoryConnection) => void;
};

/** A `FluxTransport` without a network, whose server side the test moves by hand. */
export type MemoryTransport = FluxTransport & {
  /** Every dial, in order. */
  readonly connections: readonly MemoryConnection[];
  /** The newest dial. @throws Error when nothing was dialled yet */
  readonly latest: MemoryConnection;
};

/**
 * Makes a transport for `listen({ transport })`: no network, no timers, no promises of its own.
 * Together with {@link FakeClock} a whole session runs in the test's own time.
 */
export function createMemoryTransport(options: MemoryTransportOptions = {}): MemoryTransport {
  const connections: MemoryConnection[] = [];
  return {
    connections,
    get latest(): MemoryConnection {
      const latest = connections.at(-1);
      if (latest === undefined) throw new Error('nothing was dialled yet');
      return latest;
    },
    dial(url: string, credential: Credential, handlers: TransportHandlers): TransportConnection {
      const { answerCloses = true, keepAudio = true } = options;
      const dialled = { index: connections.length, url, credential, answerCloses, keepAudio };
      const socket = new MemorySocket(dialled, handlers);
      connections.push(socket);
      options.onDial?.(socket);
      return socket.client;
    },
  };
}
