import type { Credential } from '../transport/credential.ts';
import type { TransportConnection, TransportHandlers } from '../transport/transport.ts';
import { adaptWebSocket } from './adapt-web-socket.ts';
import { protocolsOf } from './credential-forms.ts';
import { failureOfThrown } from './dial-error.ts';

/**
 * Opens a connection with the platform's own WebSocket. The credential travels as a subprotocol, the one place a
 * browser lets a page put it. The platform hides why a dial fails, and has no pings.
 */
export function openSocket(url: string, credential: Credential, handlers: TransportHandlers): TransportConnection {
  let socket: WebSocket;
  try {
    socket = new WebSocket(url, [...protocolsOf(credential)]);
  } catch (cause) {
    // A credential or an address that the platform refuses outright. Not now: the caller has no connection yet.
    queueMicrotask(() => handlers.closed({ failure: failureOfThrown(cause) }));
    return CLOSED;
  }
  return adaptWebSocket(socket, handlers);
}

const CLOSED: TransportConnection = {
  sendAudio: () => undefined,
  sendText: () => undefined,
  ping: () => false,
  bufferedBytes: 0,
  close: () => undefined,
  terminate: () => undefined,
};
