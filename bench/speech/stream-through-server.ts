import { encodeSamples } from '@turnstream/audio';
import { listen } from '@turnstream/flux';
import type { TurnWord } from '@turnstream/flux';
import { normaliseWords } from './normalise-words.ts';

/** Silence after the recording, for the last turn to end in. */
const SILENCE_SECONDS = 2;
const CHUNK_BYTES = 2_560;

/** What a turn ended with. */
export type FinalText = { readonly transcript: string; readonly words: readonly TurnWord[] };

/** What a session made of a recording. */
export type Streamed = {
  readonly turns: readonly FinalText[];
  readonly started: number;
  /** Turns that the server ended, not the end of the session. */
  readonly ended: number;
  /** Words that were shown and taken back, over the words of the final texts. */
  readonly takenBack: number;
};

/** Streams a recording through a session to a server, as fast as the server takes it. */
export async function streamThroughServer(recording: Float32Array, url: string): Promise<Streamed> {
  // Not paced: the server holds the session back.
  const resume = { rate: Number.POSITIVE_INFINITY };
  const session = listen({ apiKey: 'local', url, encoding: 'linear16', sampleRateHz: 16_000, resume });
  const collecting = collect(session.events);
  const samples = new Float32Array(recording.length + SILENCE_SECONDS * 16_000);
  samples.set(recording);
  const bytes = encodeSamples('linear16', samples);
  const writer = session.audio.getWriter();
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    await writer.ready;
    await writer.write(bytes.subarray(start, start + CHUNK_BYTES));
  }
  await writer.close();
  return collecting;
}

async function collect(events: ReturnType<typeof listen>['events']): Promise<Streamed> {
  const turns: FinalText[] = [];
  let [started, ended, erased, finalWords] = [0, 0, 0, 0];
  let shown: readonly string[] = [];
  for await (const event of events) {
    const words = normaliseWords(event.transcript);
    if (event.type === 'turn-start') {
      started += 1;
      shown = [];
    }
    const kept = shown.findIndex((word, index) => word !== words[index]);
    erased += kept === -1 ? 0 : shown.length - kept;
    shown = words;
    if (event.type !== 'turn-end') continue;
    turns.push({ transcript: event.transcript, words: event.words });
    finalWords += words.length;
    if (event.reason === 'model' || event.reason === 'timeout') ended += 1;
  }
  return { turns, started, ended, takenBack: erased / Math.max(1, finalWords) };
}

/** The final texts of all turns. */
export function transcriptOf({ turns }: Streamed): string {
  return turns.map(({ transcript }) => transcript).join(' ');
}
