import { once } from 'node:events';
import { WebSocket } from 'ws';
import { createAudioLoop, FRAME_BYTES, LOOP_FRAMES, pieceOf } from '../../lib/audio-loop.ts';
import type { OpenSession } from '../bench-client.ts';
import { hearTurnInfo, type WireMessage } from '../hear-turn-info.ts';

const FRAMES_PER_CHUNK = 4;
const CHUNK_BYTES = FRAME_BYTES * FRAMES_PER_CHUNK;

/** As ours: one piece of memory for many chunks. */
const BLOCK_BYTES = CHUNK_BYTES * 32;

type WireWord = {
  readonly word: string;
  readonly confidence: number;
  readonly start?: number;
  readonly end?: number;
};

type KeptWord = {
  readonly word: string;
  readonly confidence: number;
  readonly startSeconds: number | undefined;
  readonly endSeconds: number | undefined;
};

/**
 * The bare client with the two things that no client can leave out that is to lose no word: it copies each 20 ms frame
 * when it is given it, and keeps the audio of the open turn; and it checks and keeps the words of the open turn. It
 * has no state beside that, no timer, and no answer to a fault: what it costs is the least that keeping costs.
 */
export function keepingSocket(): OpenSession {
  const loop = createAudioLoop();
  const frames = Array.from({ length: LOOP_FRAMES }, (_, index) => pieceOf(loop, index, FRAME_BYTES));
  return async (url, hear) => {
    const socket = new WebSocket(url, { headers: { Authorization: 'Token bench' } });
    const spare: Buffer<ArrayBuffer>[] = [];
    const audio: Buffer<ArrayBuffer>[] = [];
    let words: readonly KeptWord[] = [];
    socket.on('message', (data: Buffer) => {
      const message: WireMessage & { readonly words?: readonly WireWord[] } = JSON.parse(data.toString());
      if (message.words !== undefined) words = message.words.map(keptWord);
      hearTurnInfo(message, hear);
      if (message.event !== 'EndOfTurn' || words.length === 0) return;
      words = [];
      // Its memory is used again, as ours is.
      spare.push(...audio);
      audio.length = 0;
    });
    const closed = once(socket, 'close');
    await once(socket, 'open');
    let block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    let end = 0;
    return {
      send: (frame) => {
        const bytes = frames[frame % LOOP_FRAMES];
        if (bytes === undefined) return;
        block.set(bytes, end);
        end += FRAME_BYTES;
        if (end % CHUNK_BYTES === 0) socket.send(block.subarray(end - CHUNK_BYTES, end));
        if (end < BLOCK_BYTES) return;
        audio.push(block);
        block = spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
        end = 0;
      },
      end: async () => {
        socket.send('{"type":"CloseStream"}');
        await closed;
      },
    };
  };
}

function keptWord({ word, confidence, start, end }: WireWord): KeptWord {
  if (typeof word !== 'string' || typeof confidence !== 'number') throw new TypeError('not a word');
  return { word, confidence, startSeconds: start, endSeconds: end };
}
