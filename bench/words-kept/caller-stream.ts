import { encodeSamples } from '@turnstream/audio';
import { readRecording } from '../speech/read-recording.ts';
import type { Recording } from '../speech/recordings.ts';
import { seededRandom } from '../../packages/flux/test/session/long-call/seeded-random.ts';
import { between } from './between.ts';

export const SAMPLE_RATE_HZ = 16_000;
export const BYTES_PER_SECOND: number = SAMPLE_RATE_HZ * 2;

/** Length of the pieces whose loudness is known. */
const PIECE_SAMPLES = SAMPLE_RATE_HZ / 50;

/** Loudness of the room, about -62 dBFS: far below a quiet word, and never a digital zero for long. */
const ROOM_PEAK = 0.0025;

/** A piece is speech above this share of its clip's loud pieces. */
const SPEECH_SHARE = 0.12;

const TAIL_SECONDS = 4;

/** One recording in a stream. Seconds of the stream; speech lies between the first and the last loud piece. */
export type Clip = {
  readonly name: string;
  readonly transcript: string;
  readonly speechFrom: number;
  readonly speechTo: number;
};

/** What one caller says: recordings with the tone of a room between them. */
export type CallerStream = {
  readonly name: string;
  readonly bytes: Buffer;
  readonly seconds: number;
  readonly transcript: string;
  readonly clips: readonly Clip[];
  /** Whether each piece of 20 ms is speech. */
  readonly speech: readonly boolean[];
};

/** Deals the recordings out to so many callers, in an order that the seed decides. */
export async function makeStreams(
  recordings: readonly Recording[],
  callers: number,
  maxSeconds: number,
  seed: number,
): Promise<readonly CallerStream[]> {
  const random = seededRandom(seed);
  const order = recordings
    .map((recording) => ({ recording, rank: random() }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ recording }) => recording);
  const streams: CallerStream[] = [];
  for (let caller = 0; caller < callers; caller += 1) {
    const own = order.filter((_, index) => index % callers === caller);
    streams.push(await makeStream(`caller-${caller + 1}`, own, maxSeconds, random));
  }
  return streams;
}

async function makeStream(
  name: string,
  recordings: readonly Recording[],
  maxSeconds: number,
  random: () => number,
): Promise<CallerStream> {
  const parts: Float32Array[] = [];
  const clips: Clip[] = [];
  const speech: boolean[] = [];
  const texts: string[] = [];
  let samples = 0;
  const add = (part: Float32Array): void => {
    const whole = new Float32Array(Math.ceil(part.length / PIECE_SAMPLES) * PIECE_SAMPLES);
    whole.set(part);
    parts.push(whole);
    speech.push(...speechPieces(whole));
    samples += whole.length;
  };
  add(new Float32Array(SAMPLE_RATE_HZ));
  for (const { name: recording, path, transcript } of recordings) {
    const audio = await readRecording(path);
    if ((samples + audio.length) / SAMPLE_RATE_HZ + TAIL_SECONDS > maxSeconds) continue;
    const first = speech.length;
    add(audio);
    const from = speech.indexOf(true, first);
    const speechTo = (speech.lastIndexOf(true) + 1) / 50;
    clips.push({ name: recording, transcript, speechFrom: from / 50, speechTo });
    texts.push(transcript);
    add(new Float32Array(Math.round(between(random, 1, 2) * SAMPLE_RATE_HZ)));
  }
  add(new Float32Array(TAIL_SECONDS * SAMPLE_RATE_HZ));
  const bytes = Buffer.from(encodeSamples('linear16', withRoomTone(parts, samples, random)));
  return { name, bytes, seconds: samples / SAMPLE_RATE_HZ, transcript: texts.join(' '), clips, speech };
}

/** The room is heard everywhere, also where a recording holds digital silence. */
function withRoomTone(parts: readonly Float32Array[], samples: number, random: () => number): Float32Array {
  const all = new Float32Array(samples);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  let hum = 0;
  for (let index = 0; index < samples; index += 1) {
    // Low notes are the louder ones in a room.
    hum = 0.9 * hum + 0.1 * (random() * 2 - 1);
    const sample = (all[index] ?? 0) + ROOM_PEAK * (1.5 * hum + 0.3 * (random() * 2 - 1));
    all[index] = Math.max(-1, Math.min(1, sample));
  }
  return all;
}

function speechPieces(part: Float32Array): readonly boolean[] {
  const loudness: number[] = [];
  for (let start = 0; start < part.length; start += PIECE_SAMPLES) {
    let sum = 0;
    for (const sample of part.subarray(start, start + PIECE_SAMPLES)) sum += sample * sample;
    loudness.push(Math.sqrt(sum / PIECE_SAMPLES));
  }
  const loud = loudness.toSorted((one, other) => one - other)[Math.floor(loudness.length * 0.9)] ?? 0;
  return loudness.map((value) => loud > 0 && value > Math.max(ROOM_PEAK, loud * SPEECH_SHARE));
}
