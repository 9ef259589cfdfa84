import { loadLivekit, type Livekit } from '../../../client/client/peers/livekit.ts';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../../lib/numbered-call.ts';
import type { Application, Dial, FaultClient, LoadClient } from '../fault-client.ts';

/**
 * LiveKit's `STTv2` with its default connect options: three retries, 2 s apart. Settings are changed with
 * `updateOptions`, which redials. It knows only API keys: a token takes the place of one, and this server accepts that.
 */
export const livekit: LoadClient = async () => {
  const peer = await loadLivekit('silent');
  return async (dial, application) => open(peer, dial, application);
};

function open(
  { STTv2, AudioFrame, eventTypes }: Livekit,
  { url, key, grantToken }: Dial,
  { hear, tell }: Application,
): FaultClient {
  const stt = new STTv2({ apiKey: grantToken?.() ?? key, endpointUrl: url });
  stt.on('error', ({ error }) => tell('error', error.message, error));
  const stream = stt.stream();
  let final = '';
  let ending = false;
  const ended = (async (): Promise<void> => {
    for await (const { type, alternatives } of stream) {
      const text = alternatives?.[0]?.text ?? '';
      if (type === eventTypes['START_OF_SPEECH']) hear('start', '');
      else if (type === eventTypes['INTERIM_TRANSCRIPT']) hear('update', text);
      else if (type === eventTypes['FINAL_TRANSCRIPT']) final = text;
      else if (type === eventTypes['END_OF_SPEECH']) {
        hear('end', final);
        final = '';
      }
    }
    if (!ending) tell('closed', 'the stream of events ended');
  })();
  return {
    send: (frame) => stream.pushFrame(new AudioFrame(frame, SAMPLE_RATE_HZ, 1, FRAME_SAMPLES)),
    configure: (eotThreshold) => stt.updateOptions({ eotThreshold }),
    end: async () => {
      ending = true;
      stream.endInput();
      await ended;
    },
  };
}
