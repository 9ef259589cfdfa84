import { powerSpectrum } from './fourier-400.ts';

/** Samples that the features are made of: 8 s at 16 kHz. */
export const LOG_MEL_SAMPLES = 128_000;
const BANDS = 80;
const FRAMES = 800;
const WINDOW = 400;
const HOP = 160;
const BINS = WINDOW / 2 + 1;
const HALF_RATE_HZ = 8_000;
const VARIANCE_FLOOR = 1e-7;
const POWER_FLOOR = 1e-10;
/** Values more than this many powers of ten below the highest are raised to it. */
const RANGE = 8;
/** Slaney's scale: linear below 1 kHz, logarithmic above. */
const LINEAR_HZ = 200 / 3;
const BREAK_HZ = 1_000;
const BREAK_MEL = 15;
const LOG_STEP = Math.log(6.4) / 27;

let filters: readonly (readonly (readonly [bin: number, weight: number])[])[] | undefined;

/**
 * Log-mel features as Whisper's extractor makes them: 80 bands by 800 frames, band by band, of the last 8 s of the samples,
 * with silence in front of shorter ones. `normalise` brings all of it to zero mean and unit variance first.
 */
export function logMel(samples: Float32Array, normalise: boolean): Float32Array {
  const audio = new Float32Array(LOG_MEL_SAMPLES);
  const last = samples.subarray(Math.max(0, samples.length - LOG_MEL_SAMPLES));
  audio.set(last, LOG_MEL_SAMPLES - last.length);
  if (normalise) standardise(audio);
  filters ??= melFilters();
  const features = new Float32Array(BANDS * FRAMES);
  const frame = new Float64Array(WINDOW);
  let highest = -Infinity;
  for (let index = 0; index < FRAMES; index += 1) {
    for (let at = 0; at < WINDOW; at += 1) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / WINDOW);
      frame[at] = (audio[reflected(index * HOP + at - WINDOW / 2)] ?? 0) * hann;
    }
    const power = powerSpectrum(frame);
    for (const [band, filter] of filters.entries()) {
      let sum = 0;
      for (const [bin, weight] of filter) sum += (power[bin] ?? 0) * weight;
      const value = Math.log10(Math.max(sum, POWER_FLOOR));
      features[band * FRAMES + index] = value;
      highest = Math.max(highest, value);
    }
  }
  return features.map((value) => (Math.max(value, highest - RANGE) + 4) / 4);
}

function standardise(audio: Float32Array): void {
  let sum = 0;
  for (const sample of audio) sum += sample;
  const mean = sum / audio.length;
  let squares = 0;
  for (const sample of audio) squares += (sample - mean) ** 2;
  const scale = 1 / Math.sqrt(squares / audio.length + VARIANCE_FLOOR);
  for (const [index, sample] of audio.entries()) audio[index] = (sample - mean) * scale;
}

/** A place before the start or behind the end, seen in a mirror there. */
function reflected(place: number): number {
  if (place < 0) return -place;
  return place >= LOG_MEL_SAMPLES ? 2 * (LOG_MEL_SAMPLES - 1) - place : place;
}

function melFilters(): readonly (readonly (readonly [number, number])[])[] {
  const highest = melOf(HALF_RATE_HZ);
  const edges = Array.from({ length: BANDS + 2 }, (_, index) => hertzOf((highest * index) / (BANDS + 1)));
  return Array.from({ length: BANDS }, (_, band) => {
    const [low = 0, middle = 0, high = 0] = edges.slice(band, band + 3);
    return Array.from({ length: BINS }, (__, bin) => (bin * HALF_RATE_HZ) / (BINS - 1)).flatMap(
      (hertz, bin): readonly (readonly [number, number])[] => {
        const weight = Math.min((hertz - low) / (middle - low), (high - hertz) / (high - middle));
        return weight > 0 ? [[bin, (weight * 2) / (high - low)]] : [];
      },
    );
  });
}

function melOf(hertz: number): number {
  return hertz < BREAK_HZ ? hertz / LINEAR_HZ : BREAK_MEL + Math.log(hertz / BREAK_HZ) / LOG_STEP;
}

function hertzOf(mel: number): number {
  return mel < BREAK_MEL ? mel * LINEAR_HZ : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
}
