import type { DialFailure, TransportClose, TransportConnection, TransportHandlers } from '../transport/transport.ts';
import type { WebSocketLike } from './web-socket-like.ts';

/** `readyState` of a socket that is open. */
export const OPEN = 1;
const CLOSING = 2;

/** Said of a dial that failed: the standard keeps the reason from the page. */
const HIDDEN_FAILURE: DialFailure = { message: 'the connection was refused or never came about', hidden: true };

/**
 * Makes a connection of a standard WebSocket, opening or open. It has no pings.
 * @param headers the `dg-*` headers of the upgrade, where the platform shows them
 */
export function adaptWebSocket(
  socket: WebSocketLike,
  handlers: TransportHandlers,
  headers: Readonly<Record<string, string>> = {},
): TransportConnection {
  let wasOpened = false;
  let isOver = false;
  const open = (): void => {
    if (wasOpened || isOver) return;
    wasOpened = true;
    handlers.opened(headers);
  };
  const end = (close: TransportClose): void => {
    if (isOver) return;
    isOver = true;
    handlers.closed(wasOpened ? close : { ...close, failure: HIDDEN_FAILURE });
  };
  socket.addEventListener('open', open);
  socket.addEventListener('message', (event) => {
    if (isOver) return;
    const data = fieldOf(event, 'data');
    handlers.message(typeof data === 'string' ? data : undefined);
  });
  // Some platforms send no close after a dial that failed.
  socket.addEventListener('error', () => {
    if (!wasOpened) end({});
  });
  socket.addEventListener('close', (event) => {
    // A Worker's socket answers a close only when it is told to.
    if (socket.readyState === CLOSING) socket.close();
    end(readClose(event));
  });
  if (socket.readyState === OPEN) {
    queueMicrotask(open);
    socket.accept?.();
  }
  return {
    sendAudio: (chunk) => {
      if (socket.readyState === OPEN) socket.send(chunk);
    },
    sendText: (text) => {
      if (socket.readyState === OPEN) socket.send(text);
    },
    ping: () => false,
    get bufferedBytes() {
      return socket.bufferedAmount ?? 0;
    },
    close: () => socket.close(1000),
    terminate: () => {
      if (socket.terminate === undefined) socket.close();
      else socket.terminate();
      end({});
    },
  };
}

function readClose(event: unknown): TransportClose {
  const code = fieldOf(event, 'code');
  const reason = fieldOf(event, 'reason');
  return {
    // Deno says 0 of an end without a close, where everybody else says 1006.
    ...(typeof code === 'number' ? { code: code === 0 ? 1_006 : code } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
  };
}

function fieldOf(event: unknown, name: string): unknown {
  return typeof event === 'object' && event !== null ? Reflect.get(event, name) : undefined;
}
