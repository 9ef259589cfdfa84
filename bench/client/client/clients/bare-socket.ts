import { once } from 'node:events';
import { WebSocket } from 'ws';
import { createAudioLoop, FRAME_BYTES, LOOP_FRAMES, pieceOf } from '../../lib/audio-loop.ts';
import type { OpenSession } from '../bench-client.ts';
import { hearTurnInfo } from '../hear-turn-info.ts';

/** The least a client can do: send chunks of a length, parse what comes. */
export function bareSocket(framesPerChunk: number): OpenSession {
  const loop = createAudioLoop();
  const chunkBytes = FRAME_BYTES * framesPerChunk;
  const chunks = Array.from({ length: LOOP_FRAMES / framesPerChunk }, (_, index) => pieceOf(loop, index, chunkBytes));
  return async (url, hear) => {
    const socket = new WebSocket(url, { headers: { Authorization: 'Token bench' } });
    socket.on('message', (data: Buffer) => hearTurnInfo(JSON.parse(data.toString()), hear));
    const closed = once(socket, 'close');
    await once(socket, 'open');
    return {
      send: (frame) => {
        if ((frame + 1) % framesPerChunk !== 0) return;
        const chunk = chunks[Math.floor((frame % LOOP_FRAMES) / framesPerChunk)];
        if (chunk !== undefined) socket.send(chunk);
      },
      end: async () => {
        socket.send('{"type":"CloseStream"}');
        await closed;
      },
    };
  };
}
