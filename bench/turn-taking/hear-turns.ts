import { encodeSamples } from '@turnstream/audio';
import { listen, type TurnEvent, type TurnSettings } from '@turnstream/flux';

/** Silence behind a recording, for the last turn to end in, at any preset. */
const SILENCE_SECONDS = 6;
const CHUNK_BYTES = 2_560;

/** Streams a recording through a session to a server, as fast as the server takes it; gives what was said of turns. */
export async function hearTurns(
  recording: Float32Array,
  url: string,
  settings: TurnSettings,
): Promise<readonly TurnEvent[]> {
  const session = listen({ apiKey: 'local', url, resume: { rate: Number.POSITIVE_INFINITY }, ...settings });
  const events = collect(session.events);
  const bytes = encodeSamples('linear16', withSilence(recording));
  const writer = session.audio.getWriter();
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    await writer.ready;
    await writer.write(bytes.subarray(start, start + CHUNK_BYTES));
  }
  await writer.close();
  return events;
}

/** A recording with silence behind it. */
export function withSilence(recording: Float32Array): Float32Array {
  const samples = new Float32Array(recording.length + SILENCE_SECONDS * 16_000);
  samples.set(recording);
  return samples;
}

async function collect(events: AsyncIterable<TurnEvent>): Promise<readonly TurnEvent[]> {
  const heard: TurnEvent[] = [];
  for await (const event of events) heard.push(event);
  return heard;
}
