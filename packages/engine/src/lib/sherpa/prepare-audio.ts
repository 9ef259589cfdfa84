/** Loudness of the noise that is added, as the largest sample. */
const NOISE_PEAK = 2e-3;

/** A copy with silence before and after. */
export function padded(samples: Float32Array, leadSamples: number, tailSamples: number): Float32Array {
  const longer = new Float32Array(leadSamples + samples.length + tailSamples);
  longer.set(samples, leadSamples);
  return longer;
}

/** A copy with faint white noise, the same for the same seed, so that the same audio is always decoded alike. */
export function withNoiseFloor(samples: Float32Array, seed: number): Float32Array {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return samples.map((sample) => {
    // Marsaglia's xorshift: any period of 2^32 - 1 does.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return sample + (state / 0x80000000) * NOISE_PEAK;
  });
}
