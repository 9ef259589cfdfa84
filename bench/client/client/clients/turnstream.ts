import { listen, type TurnEvent } from '@turnstream/flux';
import { createAudioLoop, FRAME_BYTES, LOOP_FRAMES, pieceOf } from '../../lib/audio-loop.ts';
import type { HeardEvent, OpenSession } from '../bench-client.ts';

/** What the other clients call our events. */
export const EVENTS: Readonly<Record<TurnEvent['type'], HeardEvent>> = {
  'turn-start': 'start',
  'turn-update': 'update',
  'turn-eager': 'eager',
  'turn-resumed': 'update',
  'turn-end': 'end',
};

/** As long as a real one: what a server says is searched for it. */
const KEY = 'bench'.padEnd(40, '0');

/** Ours, given frames of 20 ms, with one reader of events. */
export function turnstream(): OpenSession {
  const loop = createAudioLoop();
  const frames = Array.from({ length: LOOP_FRAMES }, (_, index) => pieceOf(loop, index, FRAME_BYTES));
  return async (url, hear) => {
    const session = listen({ apiKey: KEY, url, eagerEotThreshold: 0.5 });
    const ended = (async (): Promise<void> => {
      for await (const { type, message, transcript } of session.events) {
        // Without a message the session ended the turn by itself, when it was stopped.
        if (message !== undefined) hear(EVENTS[type], message.request_id, transcript);
      }
    })();
    await session.opened;
    return {
      send: (frame) => {
        const chunk = frames[frame % LOOP_FRAMES];
        if (chunk !== undefined) session.send(chunk);
      },
      end: async () => {
        await session.stop();
        await ended;
      },
    };
  };
}
