import { createAudioLoop, FRAME_BYTES, LOOP_FRAMES, pieceOf } from '../../lib/audio-loop.ts';
import type { HeardEvent, OpenSession } from '../bench-client.ts';
import { loadLivekit } from '../peers/livekit.ts';

const SAMPLE_RATE_HZ = 16_000;

/** LiveKit's `STTv2`, which cuts chunks of 50 ms by itself. */
export async function livekit(): Promise<OpenSession> {
  const { STTv2, AudioFrame, eventTypes } = await loadLivekit('error');
  const events = readEventTypes(eventTypes);
  const loop = createAudioLoop();
  // Each frame in memory of its own: a view into a larger buffer is sent whole.
  const frames = Array.from({ length: LOOP_FRAMES }, (_, index) => {
    const samples = new Int16Array(pieceOf(loop, index, FRAME_BYTES).slice().buffer);
    return new AudioFrame(samples, SAMPLE_RATE_HZ, 1, samples.length);
  });
  return async (url, hear) => {
    const stt = new STTv2({ apiKey: 'bench', endpointUrl: url, eagerEotThreshold: 0.5 });
    const stream = stt.stream();
    const ended = (async (): Promise<void> => {
      for await (const { type, requestId, alternatives } of stream) {
        const event = events.get(type);
        if (event !== undefined) hear(event, requestId, alternatives?.[0]?.text ?? '');
      }
    })();
    return {
      send: (frame) => stream.pushFrame(frames[frame % LOOP_FRAMES]),
      end: async () => {
        stream.endInput();
        await ended;
      },
    };
  };
}

function readEventTypes(types: Readonly<Record<string, number>>): ReadonlyMap<number, HeardEvent> {
  const named: readonly (readonly [string, HeardEvent])[] = [
    ['START_OF_SPEECH', 'start'],
    ['INTERIM_TRANSCRIPT', 'update'],
    ['PREFLIGHT_TRANSCRIPT', 'eager'],
    ['FINAL_TRANSCRIPT', 'end'],
  ];
  return new Map(named.map(([name, event]) => [types[name] ?? -1, event]));
}
