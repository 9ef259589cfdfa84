/** The server of the benchmark: as cheap as can be, says what the live service said, and checks what it hears. */
import { once } from 'node:events';
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

/** A port for each client that is measured at the same time, with what was heard on it. */
type Ear = { readonly server: WebSocketServer; heard: HeardAudio[] };

const ears = await Promise.all(Array.from({ length: Number(process.argv[3]) }, openEar));
answer({ type: 'listening', ports: ears.map(({ server }) => portOf(server)) });
process.on('message', (request: ServerRequest) => {
  if (request === 'stop') process.exit();
  const ear = ears[request.ear];
  if (ear === undefined) throw new Error(`there is no ear ${request.ear}`);
  answer({ type: 'report', open: ear.server.clients.size, heard: ear.heard });
  if (ear.server.clients.size === 0) ear.heard = [];
});
process.on('disconnect', () => process.exit());

async function openEar(): Promise<Ear> {
  const ear: Ear = { server: new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }), heard: [] };
  ear.server.on('connection', (socket) => serve(ear, socket));
  await once(ear.server, 'listening');
  return ear;
}

function portOf(server: WebSocketServer): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function openConnections(): number {
  return ears.reduce((sum, { server }) => sum + server.clients.size, 0);
}

/**
 * Keeps this process awake while there are connections. On a loopback, who writes to a sleeping process pays for waking
 * it, and who writes slowly pays more often: that would be measured as a cost of the client, which no network has.
 */
function stayAwake(): void {
  if (openConnections() > 0) setImmediate(stayAwake);
}

function serve(ear: Ear, socket: WebSocket): void {
  if (openConnections() === 1) stayAwake();
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
  socket.on('close', () => ear.heard.push({ bytes, firstWrongByte }));
}

function answer(message: ServerAnswer): void {
  process.send?.(message);
}
