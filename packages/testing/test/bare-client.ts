import { once } from 'node:events';
import { type ScriptedServer, waitFor } from '@turnstream/testing';
import { WebSocket } from 'ws';

/** A query with every kind of parameter a script reads. */
export const QUERY =
  '?model=flux-general-en&encoding=linear16&sample_rate=16000&eot_threshold=0.8&keyterm=AI&keyterm=tag';
/** 16 kHz linear16. */
export const HALF_SECOND = new Uint8Array(16_000);

/** A bare client that keeps what it is told. */
export function dial(
  server: ScriptedServer,
  query = QUERY,
  protocols: string[] = [],
  headers: Record<string, string> = {},
) {
  const socket = new WebSocket(`${server.url}${query}`, protocols, { headers });
  const messages: unknown[] = [];
  const ends: { code: number; reason: string }[] = [];
  const errors: string[] = [];
  let pongs = 0;
  socket.on('message', (data: Buffer, isBinary) => {
    messages.push(isBinary ? data : jsonOrText(data.toString('utf8')));
  });
  socket.on('close', (code, reason) => ends.push({ code, reason: reason.toString() }));
  socket.on('error', (error) => errors.push(error.message));
  socket.on('pong', () => (pongs += 1));
  return {
    socket,
    messages,
    errors,
    pongs: () => pongs,
    opened: async () => {
      if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open');
    },
    messageCount: (count: number) => waitFor(() => messages.length >= count, { description: `${count} messages` }),
    ended: () => waitFor(() => ends[0]),
  };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
