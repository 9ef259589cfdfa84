import type { Span } from '../recognition/span.ts';

/** How a stretch of speech is made ready for the recogniser. Durations are samples. */
export type AudioPreparation = {
  /** Audio kept before the speech. */
  readonly lead: number;
  /** Audio after the speech: what was heard, then silence up to this much. */
  readonly tail: number;
  /** The largest sample after the loudness is evened out. */
  readonly peak: number;
  /** The largest sample of the noise that is added. */
  readonly noisePeak: number;
};

/** Faint speech is not made louder than this, so that what is not speech stays faint. */
const MAX_GAIN = 4;

/**
 * Cuts, evens out and adds faint white noise, the same every time, so that the same audio is always decoded alike.
 * Speech that goes on gets no tail.
 */
export function prepareAudio(
  samples: Float32Array,
  speech: Span,
  goesOn: boolean,
  { lead, tail, peak, noisePeak }: AudioPreparation,
): Float32Array {
  const start = Math.max(0, speech.start - lead);
  const heard = samples.subarray(start, goesOn ? speech.end : speech.end + tail);
  const length = goesOn ? heard.length : speech.end - start + tail;
  const prepared = new Float32Array(length);
  const gain = gainFor(heard, peak);
  const noise = whiteNoise();
  for (let index = 0; index < length; index += 1) prepared[index] = (heard[index] ?? 0) * gain + noise() * noisePeak;
  return prepared;
}

function gainFor(samples: Float32Array, peak: number): number {
  let loudest = 0;
  for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
  return loudest === 0 ? 1 : Math.min(peak / loudest, MAX_GAIN);
}

/** Values in -1..1, always the same ones. */
function whiteNoise(): () => number {
  let state = 0x9e3779b1 | 0;
  return () => {
    // Marsaglia's xorshift, period 2^32 - 1.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 0x80000000;
  };
}
