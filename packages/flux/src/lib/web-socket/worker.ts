import type { Credential } from '../transport/credential.ts';
import type { TransportConnection, TransportHandlers } from '../transport/transport.ts';
import { dialWith } from './web-socket-transport.ts';
import type { UpgradeResponse, WebSocketDial } from './web-socket-like.ts';

/**
 * Opens a connection as Cloudflare Workers do it best: an upgrade by `fetch`, which shows what their WebSocket hides,
 * the refusal and its headers, and takes the credential as a header.
 */
export function openSocket(url: string, credential: Credential, handlers: TransportHandlers): TransportConnection {
  return dialWith(fetchUpgrade, url, credential, handlers);
}

function fetchUpgrade({ url, headers, signal }: WebSocketDial): Promise<UpgradeResponse> {
  return fetch(url.replace(/^ws/u, 'http'), {
    headers: { ...headers, Upgrade: 'websocket' },
    // A handshake follows no redirect: the credential must not travel on.
    redirect: 'manual',
    signal,
  });
}
