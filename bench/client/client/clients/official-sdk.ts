import { createRequire } from 'node:module';
import { createAudioLoop, FRAME_BYTES, LOOP_FRAMES, pieceOf } from '../../lib/audio-loop.ts';
import type { OpenSession } from '../bench-client.ts';
import { hearTurnInfo, type WireMessage } from '../hear-turn-info.ts';

/** As much of the official client as is used here: it is installed apart, without its types. */
type OfficialSocket = {
  on(event: 'message', listener: (message: WireMessage) => void): void;
  on(event: 'close', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  connect(): void;
  waitForOpen(): Promise<unknown>;
  sendMedia(bytes: Uint8Array): void;
  sendCloseStream(message: { readonly type: 'CloseStream' }): void;
};

type OfficialSdk = {
  readonly DeepgramClient: new (options: {
    readonly apiKey: string;
    readonly environment: Readonly<Record<'base' | 'production' | 'agent' | 'agentRest', string>>;
  }) => {
    readonly listen: { readonly v2: { connect(query: Readonly<Record<string, unknown>>): Promise<OfficialSocket> } };
  };
};

/** `@deepgram/sdk`, which sends what it is given as it is: the caller cuts the chunks. */
export function officialSdk(framesPerChunk: number): OpenSession {
  const sdk: OfficialSdk = createRequire(import.meta.url)('@deepgram/sdk');
  const loop = createAudioLoop();
  const chunkBytes = FRAME_BYTES * framesPerChunk;
  const chunks = Array.from({ length: LOOP_FRAMES / framesPerChunk }, (_, index) => pieceOf(loop, index, chunkBytes));
  return async (url, hear) => {
    const { origin } = new URL(url);
    const http = origin.replace('ws:', 'http:');
    const client = new sdk.DeepgramClient({
      apiKey: 'bench',
      environment: { base: http, production: origin, agent: origin, agentRest: http },
    });
    const socket = await client.listen.v2.connect({
      model: 'flux-general-en',
      encoding: 'linear16',
      sample_rate: 16_000,
      eager_eot_threshold: 0.5,
    });
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
