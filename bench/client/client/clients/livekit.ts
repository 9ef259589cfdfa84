import { createAudioLoop, FRAME_BYTES, LOOP_FRAMES, pieceOf } from '../../lib/audio-loop.ts';
import type { HeardEvent, OpenSession } from '../bench-client.ts';

/** As much of LiveKit's packages as is used here: they are installed apart, without their types. */
type SpeechEvent = {
  readonly type: number;
  readonly requestId: string;
  readonly alternatives?: readonly { readonly text: string }[];
};

type SpeechStream = AsyncIterable<SpeechEvent> & { pushFrame(frame: unknown): void; endInput(): void };

type Agents = {
  readonly initializeLogger: (options: { readonly pretty: boolean; readonly level: string }) => void;
  readonly stt: { readonly SpeechEventType: Readonly<Record<string, number>> };
};

type DeepgramPlugin = { readonly STTv2: new (options: object) => { stream(): SpeechStream } };

type RtcNode = {
  readonly AudioFrame: new (
    data: Int16Array,
    sampleRate: number,
    channels: number,
    samplesPerChannel: number,
  ) => unknown;
};

const SAMPLE_RATE_HZ = 16_000;

/** LiveKit's `STTv2`, which cuts chunks of 50 ms by itself. */
export async function livekit(): Promise<OpenSession> {
  const agents: Agents = await importPeer('@livekit/agents');
  const plugin: DeepgramPlugin = await importPeer('@livekit/agents-plugin-deepgram');
  const { AudioFrame }: RtcNode = await importPeer('@livekit/rtc-node');
  agents.initializeLogger({ pretty: false, level: 'error' });
  const events = readEventTypes(agents.stt.SpeechEventType);
  const loop = createAudioLoop();
  // Each frame in memory of its own: a view into a larger buffer is sent whole.
  const frames = Array.from({ length: LOOP_FRAMES }, (_, index) => {
    const samples = new Int16Array(pieceOf(loop, index, FRAME_BYTES).slice().buffer);
    return new AudioFrame(samples, SAMPLE_RATE_HZ, 1, samples.length);
  });
  return async (url, hear) => {
    const stt = new plugin.STTv2({ apiKey: 'bench', endpointUrl: url, eagerEotThreshold: 0.5 });
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

function importPeer<Module>(specifier: string): Promise<Module> {
  return import(specifier);
}
