import { systemClock } from '../runner/system-clock.ts';
import type { Credential } from '../transport/credential.ts';
import type {
  DialFailure,
  FluxTransport,
  TransportConnection,
  TransportClose,
  TransportHandlers,
} from '../transport/transport.ts';
import { adaptWebSocket, OPEN } from './adapt-web-socket.ts';
import { authorizationOf, protocolsOf } from './credential-forms.ts';
import { failureOfThrown } from './dial-error.ts';
import { BODY_WITHIN_MS, MAX_BODY_CHARACTERS, readRefusal } from './handshake-failure.ts';
import type { OpenWebSocket, UpgradeResponse, WebSocketLike } from './web-socket-like.ts';

/**
 * A transport over a WebSocket of the caller's own: another class, or one opened in another way.
 *
 * `open` is called for every dial. It returns a new socket, or the response of an upgrade made with `fetch`, which on
 * Cloudflare Workers holds the socket or says why the server refused. What it throws, or rejects with, is a dial that
 * failed; a `SyntaxError`, as of an address or a credential that the platform refuses, ends the session the second time.
 * A socket that is open already must have held back its messages, as a Worker's does before `accept()`: the server's
 * first message is among them.
 *
 * The socket is the session's from then on: nobody else may send on it or close it.
 */
export function webSocketTransport(open: OpenWebSocket): FluxTransport {
  return { dial: (url, credential, handlers) => dialWith(open, url, credential, handlers) };
}

/** One dial through `open`. */
export function dialWith(
  open: OpenWebSocket,
  url: string,
  credential: Credential,
  handlers: TransportHandlers,
): TransportConnection {
  const abort = new AbortController();
  let connection: TransportConnection | undefined;
  let isOver = false;
  const end = (close: TransportClose): void => {
    if (isOver) return;
    isOver = true;
    handlers.closed(close);
  };
  const fail = (cause: unknown): void => end({ failure: failureOfThrown(cause) });
  const take = async (opened: WebSocketLike | UpgradeResponse): Promise<void> => {
    const socket = isSocket(opened) ? opened : opened.webSocket;
    if (isOver) await letGo(opened);
    else if (socket !== undefined && socket !== null) {
      const headers = isSocket(opened) ? {} : dgHeaders(opened);
      connection = adaptWebSocket(socket, { ...handlers, closed: end }, headers);
    } else if (!isSocket(opened)) end({ failure: await refusalOf(opened) });
  };
  const giveUp = (): void => {
    abort.abort();
    end({});
  };
  // In a microtask at the earliest: nothing is reported before the caller has the connection.
  Promise.resolve()
    .then(() => (isOver ? undefined : open(dialOf(url, credential, abort.signal))))
    .then((opened) => (opened === undefined ? undefined : take(opened)))
    .catch(fail);
  return {
    sendAudio: (chunk) => connection?.sendAudio(chunk),
    sendText: (text) => connection?.sendText(text),
    ping: () => connection?.ping() ?? false,
    get bufferedBytes() {
      return connection?.bufferedBytes ?? 0;
    },
    close: () => (connection === undefined ? giveUp() : connection.close()),
    terminate: () => (connection === undefined ? giveUp() : connection.terminate()),
  };
}

function dialOf(url: string, credential: Credential, signal: AbortSignal): Parameters<OpenWebSocket>[0] {
  return {
    url,
    protocols: [...protocolsOf(credential)],
    headers: { Authorization: authorizationOf(credential) },
    signal,
  };
}

function isSocket(opened: WebSocketLike | UpgradeResponse): opened is WebSocketLike {
  return 'readyState' in opened;
}

/** A socket that came after the session had given up the dial. */
async function letGo(opened: WebSocketLike | UpgradeResponse): Promise<void> {
  const socket = isSocket(opened) ? opened : opened.webSocket;
  if (socket?.readyState === OPEN) socket.accept?.();
  socket?.close();
  if (!isSocket(opened) && (socket === undefined || socket === null)) await opened.body?.cancel();
}

async function refusalOf(response: UpgradeResponse): Promise<DialFailure> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name.toLowerCase()] = value;
  });
  return readRefusal({ status: response.status, headers, body: await readBody(response.body) });
}

function dgHeaders({ headers }: UpgradeResponse): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (name.toLowerCase().startsWith('dg-')) found[name.toLowerCase()] = value;
  });
  return found;
}

async function readBody(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  // The read that is under way ends with it, as if the body had ended.
  const stop = (): void => void reader.cancel().catch(() => undefined);
  const forgetDeadline = systemClock.wake(BODY_WITHIN_MS, stop);
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length < MAX_BODY_CHARACTERS) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      text += decoder.decode(value, { stream: true });
    }
    stop();
    return text;
  } catch {
    // Broken off: the status is known, and this much of the reason.
    return text;
  } finally {
    forgetDeadline();
  }
}
