import { WebSocket } from 'ws';
import { MAX_SERVER_MESSAGE_CHARACTERS } from '../protocol/limits.ts';
import { systemClock } from '../runner/system-clock.ts';
import type { Credential } from '../transport/credential.ts';
import type { DialFailure, TransportClose, TransportConnection, TransportHandlers } from '../transport/transport.ts';
import { authorizationOf } from './credential-forms.ts';
import { BODY_WITHIN_MS, MAX_BODY_CHARACTERS, readRefusal } from './handshake-failure.ts';
import { WsConnection } from './ws-connection.ts';

/** Opens a connection with `ws`, which shows what a browser hides: the refusal, its headers, and pongs. */
export function openSocket(url: string, credential: Credential, handlers: TransportHandlers): TransportConnection {
  const socket = new WebSocket(url, {
    headers: { Authorization: authorizationOf(credential) },
    perMessageDeflate: false,
    // UTF-8 takes up to three bytes a character; a larger message closes the connection with 1009.
    maxPayload: MAX_SERVER_MESSAGE_CHARACTERS * 3,
    skipUTF8Validation: false,
  });
  let failure: DialFailure | undefined;
  let isOver = false;
  const end = (close: TransportClose): void => {
    if (isOver) return;
    isOver = true;
    handlers.closed(failure === undefined ? close : { ...close, failure });
  };
  socket.on('upgrade', (response) => {
    const entries = Object.entries(response.headers).filter(([name]) => name.startsWith('dg-'));
    handlers.opened(Object.fromEntries(entries.map(([name, value]) => [name, String(value)])));
  });
  socket.on('unexpected-response', (request, response) => {
    let body = '';
    const refuse = (): void => {
      forgetDeadline();
      const headers = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, value?.toString()]),
      );
      failure ??= readRefusal({ status: response.statusCode ?? 0, headers, body });
      end({});
      request.destroy();
    };
    const forgetDeadline = systemClock.wake(BODY_WITHIN_MS, refuse);
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      body += text;
      if (body.length > MAX_BODY_CHARACTERS) refuse();
    });
    response.on('end', refuse);
    response.on('error', refuse);
    // A refusal without an end still is one.
    response.on('close', refuse);
  });
  socket.on('message', (data, isBinary) => handlers.message(isBinary ? undefined : textOf(data)));
  socket.on('pong', () => handlers.pong());
  socket.on('error', (error) => {
    failure ??= { message: error.message, cause: error };
    // No close follows an error of the dial on every version.
    if (socket.readyState === WebSocket.CONNECTING || socket.readyState === WebSocket.CLOSED) end({});
  });
  // 1005: closed without a code; 1006: not closed at all, only gone. Neither was sent.
  socket.on('close', (code, reason) => end({ code, reason: reason.toString() }));
  return new WsConnection(socket);
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}
