/** The server of the benchmark: as cheap as can be, says what the live service said, and checks what it hears. */
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { createAudioLoop } from '../lib/audio-loop.ts';
import { FluxScript } from '../lib/flux-script.ts';
import type { HeardAudio, ServerAnswer, ServerRequest } from '../lib/run.ts';
import { stamp } from '../lib/stamp.ts';

const BYTES_PER_MS = 32;

const script = new FluxScript(process.argv[2] ?? '');
const loop = Buffer.from(createAudioLoop().buffer);
/** Twice, so that a chunk across the end is one piece. */
const expected = Buffer.concat([loop, loop]);

let heard: HeardAudio[] = [];
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', serve);
server.on('listening', () => {
  const address: AddressInfo | string | null = server.address();
  if (address !== null && typeof address === 'object') answer({ type: 'listening', port: address.port });
});
process.on('message', (request: ServerRequest) => {
  if (request === 'stop') process.exit();
  answer({ type: 'report', open: server.clients.size, heard });
  if (server.clients.size === 0) heard = [];
});
process.on('disconnect', () => process.exit());

/**
 * Keeps this process awake while there are connections. On a loopback, who writes to a sleeping process pays for waking
 * it, and who writes slowly pays more often: that would be measured as a cost of the client, which no network has.
 */
function stayAwake(): void {
  if (server.clients.size > 0) setImmediate(stayAwake);
}

function serve(socket: WebSocket): void {
  if (server.clients.size === 1) stayAwake();
  let bytes = 0;
  let firstWrongByte: number | undefined;
  let next = 0;
  socket.send(JSON.stringify({ type: 'Connected', request_id: stamp(false), sequence_id: 0 }));
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      socket.close(1000);
      return;
    }
    const start = bytes % loop.length;
    const isNext = data.compare(expected, start, start + data.length) === 0;
    if (!isNext) firstWrongByte ??= bytes;
    bytes += data.length;
    for (let due = script.at(next); due.dueMs * BYTES_PER_MS <= bytes; due = script.at(next)) {
      socket.send(due.before + stamp(due.compared) + due.behind);
      next += 1;
    }
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => heard.push({ bytes, firstWrongByte }));
}

function answer(message: ServerAnswer): void {
  process.send?.(message);
}
