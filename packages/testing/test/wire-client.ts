import { connect } from 'node:net';
import { type ScriptedServer, waitFor } from '@turnstream/testing';
import { QUERY } from './bare-client.ts';

/** Dials with the bytes of a handshake and shows the bytes that come back. */
export function dialWire(server: ScriptedServer) {
  const { host, pathname } = new URL(server.url);
  const received: Buffer[] = [];
  let ending: string | undefined;
  const socket = connect(server.port, '127.0.0.1');
  socket.write(
    `GET ${pathname}${QUERY} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  socket.on('data', (bytes) => received.push(bytes));
  socket.on('end', () => (ending ??= 'end'));
  socket.on('error', (error) => (ending ??= 'code' in error ? String(error.code) : error.message));
  const bytes = (): Buffer => Buffer.concat(received);
  return {
    socket,
    bytes,
    /** What came behind the response to the upgrade. */
    frames: () => bytes().subarray(bytes().indexOf('\r\n\r\n') + 4),
    /** Whether it has ended so far. */
    isOver: () => ending !== undefined,
    /** How the connection ended, once it has. */
    ended: () => waitFor(() => ending, { description: 'the end of the connection' }),
    received: (length: number) =>
      waitFor(() => bytes().length >= length, { description: `${length} bytes; there are ${bytes().length}` }),
  };
}
