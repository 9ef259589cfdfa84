import { describe, expect, it } from 'vitest';
import { LOG_MEL_SAMPLES, logMel } from './log-mel.ts';

const at = (features: Float32Array, band: number, frame: number): number => features[band * 800 + frame] ?? NaN;
const mean = (features: Float32Array): number => features.reduce((sum, value) => sum + value, 0) / features.length;
const audio = (of: (index: number) => number): Float32Array =>
  Float32Array.from({ length: LOG_MEL_SAMPLES }, (_, index) => of(index));

const sweep = audio((index) => {
  const seconds = index / 16_000;
  return 0.5 * Math.sin(2 * Math.PI * (200 + 475 * seconds) * seconds);
});
const tone = audio((index) => (index < 120_000 ? 0 : 0.3 * Math.sin((2 * Math.PI * 440 * index) / 16_000)));
const ramp = audio((index) => (((index % 2_000) - 1_000) * 16) / 32_768);

// Made with the extractor that Pipecat has: mean, and the values of four bands and frames.
const GOLDEN = [
  ['a sweep', sweep, true, [-0.22175, 1.395261, -0.322343, -0.322343, 1.461917]],
  ['a sweep', sweep, false, [-0.447551, 1.169566, -0.548115, -0.548115, 1.236145]],
  ['a late tone', tone, true, [-0.026641, -0.034998, -0.034998, -0.034998, -0.034998]],
  ['a late tone', tone, false, [-0.664364, -0.672721, -0.672721, -0.672721, -0.672721]],
  ['a ramp', ramp, true, [0.019361, 1.713904, 1.268688, 0.965553, -0.246305]],
  ['a ramp', ramp, false, [-0.255583, 1.439069, 0.993743, 0.690608, -0.521249]],
] as const;

describe('logMel', () => {
  it.each(GOLDEN)('of %s is what the reference makes', (_, samples, normalise, expected) => {
    const features = logMel(samples, normalise);
    const found = [
      mean(features),
      at(features, 0, 0),
      at(features, 10, 100),
      at(features, 40, 400),
      at(features, 79, 799),
    ];
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 4);
  });

  it('is even for silence, and puts silence in front of what is short', () => {
    expect(new Set(logMel(new Float32Array(0), true))).toEqual(new Set([-1.5]));
    expect(logMel(tone.subarray(120_000), true)).toEqual(logMel(tone, true));
  });
});
