import { createAudioLoop, FRAME_BYTES, LOOP_FRAMES, pieceOf } from '../../lib/audio-loop.ts';
import type { OpenSession } from '../bench-client.ts';
import { hearTurnInfo } from '../hear-turn-info.ts';
import { loadOfficialSdk } from '../peers/official-sdk.ts';

/** `@deepgram/sdk`, which sends what it is given as it is: the caller cuts the chunks. */
export function officialSdk(framesPerChunk: number): OpenSession {
  const connect = loadOfficialSdk();
  const loop = createAudioLoop();
  const chunkBytes = FRAME_BYTES * framesPerChunk;
  const chunks = Array.from({ length: LOOP_FRAMES / framesPerChunk }, (_, index) => pieceOf(loop, index, chunkBytes));
  return async (url, hear) => {
    const socket = await connect(url, { apiKey: 'bench' }, { eager_eot_threshold: 0.5 });
    socket.on('message', (message) => hearTurnInfo(message, hear));
    const closed = new Promise<void>((resolve) => {
      socket.on('close', resolve);
    });
    socket.connect();
    await socket.waitForOpen();
    return {
      send: (frame) => {
        if ((frame + 1) % framesPerChunk !== 0) return;
        const chunk = chunks[Math.floor((frame % LOOP_FRAMES) / framesPerChunk)];
        if (chunk !== undefined) socket.sendMedia(chunk);
      },
      end: async () => {
        socket.sendCloseStream({ type: 'CloseStream' });
        await closed;
      },
    };
  };
}
