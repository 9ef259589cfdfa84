import type { Segment } from './find-spans.ts';
import type { Span } from './span.ts';

const RATE_HZ = 16_000;
/** Silence to be decided, from its start. */
export const SILENCE_SECONDS = 3.6;
/** The quietest stretch of this length is the room tone. */
const TONE = Math.round(0.25 * RATE_HZ);
const HOP = Math.round(0.01 * RATE_HZ);
const CROSSFADE = Math.round(0.02 * RATE_HZ);
/** The silence of a recording is used up to this long before its end: a breath may begin there. */
const GUARD = Math.round(0.06 * RATE_HZ);
/** Noise in the place of a room tone lies 45 dB below the loudest stretch. */
const NOISE_CONTRAST = 10 ** 4.5;
/** Digital silence gets noise of this effective value (-75 dB of full scale). */
const FLOOR = 1.8e-4;

/** What a detector hears of a span: the turn up to the silence, then the silence as recorded, then the room tone. */
export type PreparedSpan = {
  readonly samples: Float32Array;
  /** Where the silence begins in them, in seconds. */
  readonly silenceStart: number;
};

/**
 * Cuts a recording at a silence and makes that silence {@link SILENCE_SECONDS} long with the recording's own room tone,
 * in the same way for pauses and for ends, so that nothing but the speech before it tells them apart.
 */
export function prepareSpan(recording: Float32Array, span: Span, tone: Float32Array): PreparedSpan {
  const from = Math.round(span.turnStart * RATE_HZ);
  const start = Math.round(span.start * RATE_HZ);
  const natural = Math.max(start, Math.min(Math.round(span.end * RATE_HZ) - GUARD, recording.length));
  const silenceEnd = start + SILENCE_SECONDS * RATE_HZ;
  const samples = new Float32Array(silenceEnd - from);
  samples.set(recording.subarray(from, Math.min(natural, silenceEnd)));
  fillWithTone(samples, natural - from, tone);
  return { samples: withFloor(samples), silenceStart: (start - from) / RATE_HZ };
}

/** A recording with this much more of its room tone behind it. */
export function lengthened(recording: Float32Array, seconds: number, tone: Float32Array): Float32Array {
  const samples = new Float32Array(recording.length + Math.round(seconds * RATE_HZ));
  samples.set(recording);
  fillWithTone(samples, recording.length, tone);
  return samples;
}

/**
 * The quietest stretch of a recording outside its speech. A recording without any gets white noise, far below its
 * loudest stretch.
 */
export function roomTone(recording: Float32Array, speech: readonly Segment[]): Float32Array {
  let loudest = 0;
  let quietest = Infinity;
  let place: number | undefined;
  for (let at = 0; at + TONE <= recording.length; at += HOP) {
    let power = 0;
    for (const sample of recording.subarray(at, at + TONE)) power += sample * sample;
    loudest = Math.max(loudest, power);
    const speaks = speech.some(([start, end]) => start * RATE_HZ < at + TONE && end * RATE_HZ > at);
    if (speaks || power >= quietest) continue;
    quietest = power;
    place = at;
  }
  return place === undefined
    ? Float32Array.from({ length: TONE }, whiteNoise(Math.sqrt(loudest / TONE / NOISE_CONTRAST)))
    : recording.slice(place, place + TONE);
}

/** Repeats the tone, each time faded into the last. */
function fillWithTone(samples: Float32Array, start: number, tone: Float32Array): void {
  const period = tone.length - CROSSFADE;
  for (let at = Math.max(0, start); at < samples.length; at += 1) {
    const phase = (at - start) % period;
    const sample = tone[phase + CROSSFADE] ?? 0;
    const share = phase < period - CROSSFADE ? 0 : (phase - (period - CROSSFADE)) / CROSSFADE;
    samples[at] = sample * (1 - share) + (tone[phase - (period - CROSSFADE)] ?? 0) * share;
  }
}

function withFloor(samples: Float32Array): Float32Array {
  const noise = whiteNoise(FLOOR);
  return samples.map((sample) => sample + noise());
}

/** Always the same noise, of this effective value. */
function whiteNoise(effective: number): () => number {
  let state = 0x2545f491 | 0;
  return () => {
    // Marsaglia's xorshift.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state / 0x80000000) * effective * Math.sqrt(3);
  };
}
