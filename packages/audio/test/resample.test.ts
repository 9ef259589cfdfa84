import { createResampler, type ResamplerOptions } from '@turnstream/audio/resample';
import { describe, expect, it } from 'vitest';

const PAIRS = [
  [8000, 16_000],
  [16_000, 8000],
  [24_000, 16_000],
  [44_100, 16_000],
  [48_000, 16_000],
  [16_000, 24_000],
  [16_000, 48_000],
  [44_100, 48_000],
] as const;

/** A sine that can be asked for at any time, so that input and expected output are the same wave. */
function tone(frequencyHz: number, sampleRateHz: number, seconds: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(sampleRateHz * seconds) },
    (_, index) => Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz) * 0.5,
  );
}

async function resample(
  options: ResamplerOptions,
  samples: Float32Array,
  pieces: readonly number[],
): Promise<number[]> {
  const resampler = await createResampler(options);
  const out: number[] = [];
  let start = 0;
  for (let turn = 0; start < samples.length; turn += 1) {
    const length = pieces[turn % pieces.length] ?? 1;
    out.push(...resampler.process(samples.subarray(start, start + length)));
    start += length;
  }
  out.push(...resampler.flush());
  resampler.dispose();
  return out;
}

/** The loudness of the part well inside the signal, in dB of full scale. */
function levelDb(samples: readonly number[]): number {
  const inner = samples.slice(Math.round(samples.length * 0.1), Math.round(samples.length * 0.9));
  return 10 * Math.log10(inner.reduce((sum, sample) => sum + sample * sample, 0) / inner.length + 1e-20);
}

const TONE_LEVEL_DB = 20 * Math.log10(0.5) - 10 * Math.log10(2);

describe('createResampler', () => {
  it.each(PAIRS)(
    'from %d to %d Hz keeps a tone: frequency, level, phase and length',
    async (inputRateHz, outputRateHz) => {
      const seconds = 0.5;
      const frequencyHz = 1000;
      const out = await resample(
        { inputRateHz, outputRateHz },
        tone(frequencyHz, inputRateHz, seconds),
        [160, 441, 1, 777],
      );
      const expected = tone(frequencyHz, outputRateHz, seconds);
      expect(out).toHaveLength(expected.length);
      expect(levelDb(out)).toBeCloseTo(TONE_LEVEL_DB, 2);
      // What differs from the same wave sampled at the other rate: noise, images, drift, a shift or a jump at a border.
      const difference = out.map((sample, index) => sample - (expected[index] ?? 0));
      expect(levelDb(difference)).toBeLessThan(TONE_LEVEL_DB - 90);
    },
  );

  it.each([
    [48_000, 16_000, 9000],
    [44_100, 16_000, 12_000],
    [24_000, 16_000, 9500],
    [16_000, 8000, 5000],
  ])('from %d to %d Hz lets nothing of %d Hz through', async (inputRateHz, outputRateHz, frequencyHz) => {
    const out = await resample({ inputRateHz, outputRateHz }, tone(frequencyHz, inputRateHz, 0.5), [960]);
    expect(levelDb(out)).toBeLessThan(TONE_LEVEL_DB - 90);
  });

  it('keeps the telephone band: 3400 Hz of 8 kHz audio at full level', async () => {
    const out = await resample({ inputRateHz: 8000, outputRateHz: 16_000 }, tone(3400, 8000, 0.5), [160]);
    expect(levelDb(out)).toBeCloseTo(TONE_LEVEL_DB, 1);
  });

  it.each(['fast', 'medium', 'best'] as const)(
    'gives the same samples however the input is cut (%s)',
    async (quality) => {
      const noise = Float32Array.from({ length: 20_000 }, (_, index) => Math.sin(index * index * 0.7) * 0.9);
      const options = { inputRateHz: 44_100, outputRateHz: 16_000, quality };
      const whole = await resample(options, noise, [20_000]);
      const cut = await resample(options, noise, [1, 2, 3, 1999, 160]);
      expect(cut).toHaveLength(whole.length);
      const largest = Math.max(...cut.map((sample, index) => Math.abs(sample - (whole[index] ?? 9))));
      expect(largest).toBeLessThan(1e-6);
    },
  );

  it.each([0, 1, 2, 159, 160, 12_345])('gives as many samples as %d samples last', async (count) => {
    const up = await resample({ inputRateHz: 8000, outputRateHz: 48_000 }, new Float32Array(count), [100]);
    expect(up).toHaveLength(count * 6);
    const down = await resample({ inputRateHz: 44_100, outputRateHz: 8000 }, new Float32Array(count), [100]);
    expect(down).toHaveLength(Math.round((count * 8000) / 44_100));
  });

  it('gives results that the next call does not overwrite, and does not write to its input', async () => {
    const resampler = await createResampler({ inputRateHz: 8000, outputRateHz: 16_000 });
    const input = tone(440, 8000, 0.1);
    const first = resampler.process(input);
    const kept = Float32Array.from(first);
    resampler.process(new Float32Array(800));
    expect(first).toEqual(kept);
    expect(input).toEqual(tone(440, 8000, 0.1));
    resampler.dispose();
  });

  it('copies when the rates are equal', async () => {
    const resampler = await createResampler({ inputRateHz: 16_000, outputRateHz: 16_000 });
    const input = Float32Array.of(0.1, 0.2);
    const output = resampler.process(input);
    expect(output).toEqual(input);
    expect(output).not.toBe(input);
    expect(resampler.flush()).toHaveLength(0);
  });

  it('keeps two streams apart', async () => {
    const options = { inputRateHz: 8000, outputRateHz: 16_000 };
    const [one, other] = await Promise.all([createResampler(options), createResampler(options)]);
    const alone = await resample(options, tone(500, 8000, 0.1), [200]);
    const together: number[] = [];
    for (let start = 0; start < 800; start += 200) {
      together.push(...one.process(tone(500, 8000, 0.1).subarray(start, start + 200)));
      other.process(tone(3000, 8000, 0.1).subarray(start, start + 200));
    }
    together.push(...one.flush());
    expect(together).toEqual(alone);
    one.dispose();
    other.dispose();
  });

  it('ends once', async () => {
    const resampler = await createResampler({ inputRateHz: 8000, outputRateHz: 16_000 });
    resampler.process(new Float32Array(80));
    expect(resampler.flush().length).toBeGreaterThan(0);
    expect(resampler.flush()).toHaveLength(0);
    expect(() => resampler.process(new Float32Array(1))).toThrow('the resampler is flushed and takes no more samples');
    resampler.dispose();
    resampler.dispose();
    expect(() => resampler.flush()).toThrow('the resampler is disposed and has no more samples');
    expect(() => resampler.process(new Float32Array(1))).toThrow('the resampler is disposed and takes no more samples');
  });

  it.each([
    [{ inputRateHz: 7999, outputRateHz: 16_000 }, 'inputRateHz must be a whole number of Hz, 8000 to 192000, got 7999'],
    [{ inputRateHz: 8000, outputRateHz: 0.5 }, 'outputRateHz must be a whole number of Hz, 8000 to 192000, got 0.5'],
  ])('refuses %j', async (options, message) => {
    await expect(createResampler(options)).rejects.toThrow(new TypeError(message));
  });
});
