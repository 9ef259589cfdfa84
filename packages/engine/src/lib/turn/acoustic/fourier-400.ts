const LENGTH = 400;
const RADICES = [4, 4, 5, 5];
const COSINES = Float64Array.from({ length: LENGTH }, (_, index) => Math.cos((-2 * Math.PI * index) / LENGTH));
const SINES = Float64Array.from({ length: LENGTH }, (_, index) => Math.sin((-2 * Math.PI * index) / LENGTH));

/** Squared magnitudes of the first 201 values of the discrete Fourier transform of 400 real ones (Stockham's order, mixed radix). */
export function powerSpectrum(values: Float64Array): Float64Array {
  let [re, im] = [Float64Array.from(values), new Float64Array(LENGTH)];
  let [nextRe, nextIm] = [new Float64Array(LENGTH), new Float64Array(LENGTH)];
  let length = LENGTH;
  let stride = 1;
  for (const radix of RADICES) {
    const part = length / radix;
    for (let p = 0; p < part; p += 1) {
      for (let j = 0; j < radix; j += 1) {
        const turn = ((LENGTH / length) * p * j) % LENGTH;
        const [turnRe, turnIm] = [COSINES[turn] ?? 0, SINES[turn] ?? 0];
        for (let q = 0; q < stride; q += 1) {
          let [sumRe, sumIm] = [0, 0];
          for (let k = 0; k < radix; k += 1) {
            const from = q + stride * (p + part * k);
            const angle = ((LENGTH / radix) * j * k) % LENGTH;
            const [cos, sin] = [COSINES[angle] ?? 0, SINES[angle] ?? 0];
            const [ownRe, ownIm] = [re[from] ?? 0, im[from] ?? 0];
            sumRe += ownRe * cos - ownIm * sin;
            sumIm += ownRe * sin + ownIm * cos;
          }
          const to = q + stride * (radix * p + j);
          nextRe[to] = sumRe * turnRe - sumIm * turnIm;
          nextIm[to] = sumRe * turnIm + sumIm * turnRe;
        }
      }
    }
    [re, nextRe] = [nextRe, re];
    [im, nextIm] = [nextIm, im];
    length = part;
    stride *= radix;
  }
  return Float64Array.from({ length: LENGTH / 2 + 1 }, (_, index) => (re[index] ?? 0) ** 2 + (im[index] ?? 0) ** 2);
}
