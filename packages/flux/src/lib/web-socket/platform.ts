import type { Credential } from '../session/listen-options.ts';
import type { DialFailure, TransportClose, TransportConnection, TransportHandlers } from '../transport/transport.ts';

/**
 * Opens a connection with the platform's own WebSocket. The credential travels as a subprotocol, the one place a
 * browser lets a page put it. The platform hides why a dial fails, and has no pings.
 */
export function openSocket(url: string, credential: Credential, handlers: TransportHandlers): TransportConnection {
  const protocols = 'apiKey' in credential ? ['token', credential.apiKey] : ['bearer', credential.token];
  let socket: WebSocket;
  try {
    socket = new WebSocket(url, protocols);
  } catch (cause) {
    // A credential or an address that the platform refuses outright. Not now: the caller has no connection yet.
    queueMicrotask(() =>
      handlers.closed({ failure: { message: 'this platform refuses the address or the credential', cause } }),
    );
    return closedConnection;
  }
  socket.binaryType = 'arraybuffer';
  let wasOpened = false;
  let isOver = false;
  const end = (close: TransportClose): void => {
    if (isOver) return;
    isOver = true;
    const failure: DialFailure = { message: 'the connection was refused or never came about', hidden: true };
    handlers.closed(wasOpened ? close : { ...close, failure });
  };
  socket.addEventListener('open', () => {
    wasOpened = true;
    handlers.opened({});
  });
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    handlers.message(typeof data === 'string' ? data : undefined);
  });
  // Some platforms send no close after a dial that failed.
  socket.addEventListener('error', () => {
    if (!wasOpened) end({});
  });
  socket.addEventListener('close', ({ code, reason }) => {
    // Deno says 0 where there was no code.
    end({ ...(code === 0 ? {} : { code }), reason });
  });
  return {
    sendAudio: (chunk) => {
      if (socket.readyState === socket.OPEN) socket.send(chunk);
    },
    sendText: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    ping: () => false,
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    close: () => socket.close(1000),
    terminate: () => {
      socket.close();
      end({});
    },
  };
}

const closedConnection: TransportConnection = {
  sendAudio: () => undefined,
  sendText: () => undefined,
  ping: () => false,
  bufferedBytes: 0,
  close: () => undefined,
  terminate: () => undefined,
};
