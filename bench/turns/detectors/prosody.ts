const RATE_HZ = 8_000;
const DECIMATION = 2;
const HOP = 80;
const FRAME = 320;
const SHORTEST_LAG = 20;
const LONGEST_LAG = 133;
/** A frame is voiced from this autocorrelation on, and not this much quieter than the loudest. */
const VOICED = 0.5;
const QUIETEST_DB = 30;
const WINDOW_SECONDS = 8;
const FINAL_FRAMES = 30;

/** What is heard of the way a stretch of speech ends. */
export const PROSODY_FEATURES = ['pitch at the end', 'pitch slope', 'energy at the end', 'last voiced run'] as const;

type Frame = { readonly decibels: number; readonly pitch: number | undefined };

/**
 * How the speech before a silence ends, of at most its last 8 s: pitch of the last 0.3 s over that of the turn, its slope
 * (octaves and octaves a second), energy of the last 0.2 s over the turn's (10 dB), and the last voiced run over the others (natural
 * logarithm). 0 where there is too little to tell. `samples` are 16 kHz and end with the speech.
 */
export function prosodyOf(samples: Float32Array): readonly number[] {
  const recent = samples.subarray(Math.max(0, samples.length - WINDOW_SECONDS * RATE_HZ * DECIMATION));
  const frames = framesOf(halved(recent));
  const pitches = frames.flatMap(({ pitch }) => (pitch === undefined ? [] : [pitch]));
  const last = frames.slice(-FINAL_FRAMES);
  const final = last.flatMap(({ pitch }, index) => (pitch === undefined ? [] : [{ at: index * 0.01, pitch }]));
  const voiced = frames.filter(({ pitch }) => pitch !== undefined);
  const runs = runsOf(frames);
  const enough = final.length >= 5 && pitches.length >= 20;
  return [
    enough ? median(final.map(({ pitch }) => pitch)) - median(pitches) : 0,
    enough ? bounded(slopeOf(final), 6) : 0,
    voiced.length < 20 ? 0 : (median(frames.slice(-20).map(energy)) - median(voiced.map(energy))) / 10,
    runs.length < 3 ? 0 : Math.log((runs.at(-1) ?? 1) / median(runs)),
  ];
}

function framesOf(samples: Float32Array): readonly Frame[] {
  const frames: { decibels: number; pitch: number | undefined }[] = [];
  for (let at = 0; at + FRAME + LONGEST_LAG <= samples.length; at += HOP) {
    const power = product(samples, at, 0) / FRAME;
    frames.push({ decibels: 10 * Math.log10(power + 1e-10), pitch: pitchAt(samples, at, power * FRAME) });
  }
  const loudest = Math.max(...frames.map(energy));
  return frames.map((frame) => (frame.decibels < loudest - QUIETEST_DB ? { ...frame, pitch: undefined } : frame));
}

/** Octaves over 1 Hz by the highest normalised autocorrelation. */
function pitchAt(samples: Float32Array, at: number, power: number): number | undefined {
  let [best, lagOfBest] = [VOICED, 0];
  for (let lag = SHORTEST_LAG; lag <= LONGEST_LAG; lag += 1) {
    const likeness = product(samples, at, lag) / Math.sqrt(power * product(samples, at + lag, 0) + 1e-12);
    if (likeness > best * 1.02) [best, lagOfBest] = [likeness, lag];
  }
  return lagOfBest === 0 ? undefined : Math.log2(RATE_HZ / lagOfBest);
}

function product(samples: Float32Array, at: number, lag: number): number {
  let sum = 0;
  for (let index = at; index < at + FRAME; index += 1) sum += (samples[index] ?? 0) * (samples[index + lag] ?? 0);
  return sum;
}

/** Lengths of the stretches of voiced frames, of 3 frames and more. */
function runsOf(frames: readonly Frame[]): readonly number[] {
  const runs: number[] = [];
  let length = 0;
  for (const { pitch } of [...frames, { pitch: undefined }]) {
    if (pitch !== undefined) length += 1;
    else {
      if (length >= 3) runs.push(length);
      length = 0;
    }
  }
  return runs;
}

function slopeOf(points: readonly { readonly at: number; readonly pitch: number }[]): number {
  const [at, pitch] = [mean(points.map((point) => point.at)), mean(points.map((point) => point.pitch))];
  const spread = points.reduce((sum, point) => sum + (point.at - at) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point.at - at) * (point.pitch - pitch), 0) / spread;
}

function halved(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / DECIMATION) }, (_, index) => {
    const at = index * DECIMATION;
    return ((samples[at] ?? 0) + (samples[at + 1] ?? 0)) / DECIMATION;
  });
}

function energy({ decibels }: Frame): number {
  return decibels;
}

function bounded(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
