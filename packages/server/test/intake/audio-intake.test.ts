import { createSilence, encodeSamples, writeWav } from '@turnstream/audio';
import type { RawEncoding } from '@turnstream/audio';
import { ENGINE_STEP_SAMPLES } from '@turnstream/engine';
import { LIMITS } from '@turnstream/flux/protocol';
import type { ListenParameters } from '@turnstream/flux/protocol';
import { collect } from '@turnstream/testing';
import { array, assert, asyncProperty, integer } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AudioIntake } from '../../src/lib/intake/audio-intake.ts';
import type { HeardAudio } from '../../src/lib/intake/audio-intake.ts';

const MODEL = { model: 'flux-general-en' } as const;

/** How far a sample may be off, by what the encoding can tell apart. */
const TOLERANCES: Readonly<Record<RawEncoding, number>> = {
  linear16: 0.0001,
  linear32: 0.000_001,
  mulaw: 0.02,
  alaw: 0.02,
};
const RAW = ['linear16', 'linear32', 'mulaw', 'alaw'] as const satisfies readonly RawEncoding[];

/** The rates of the protocol, but for the engine's own. */
const OTHER_RATES = LIMITS.sampleRatesHz.filter((rateHz) => rateHz !== 16_000);

/** A tone with a slow swell, so that every part of it differs. */
function tone(seconds: number, sampleRateHz: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: Math.round(seconds * sampleRateHz) },
    (_, at) => 0.5 * Math.sin((2 * Math.PI * 300 * at) / sampleRateHz) * Math.sin((Math.PI * at) / sampleRateHz),
  );
}

/** Everything an intake makes of messages of the given sizes; the last size is used for the rest. */
async function hear(
  parameters: Omit<ListenParameters, 'model'>,
  bytes: Uint8Array,
  sizes: readonly number[] = [bytes.byteLength],
): Promise<readonly HeardAudio[]> {
  const intake = new AudioIntake({ ...MODEL, ...parameters });
  const heard: HeardAudio[] = [];
  for (let start = 0, at = 0; start < bytes.byteLength; at += 1) {
    const size = sizes[Math.min(at, sizes.length - 1)] ?? 1;
    heard.push(...(await collect(intake.push(bytes.subarray(start, start + size)))));
    start += size;
  }
  if (heard.every(({ kind }) => kind === 'step')) {
    heard.push(...(await collect(intake.finish())));
  }
  intake.close();
  return heard;
}

function samplesOf(heard: readonly HeardAudio[]): Float32Array {
  const steps = heard.flatMap((audio) => (audio.kind === 'step' ? [audio.samples] : []));
  expect(steps).toHaveLength(heard.length);
  expect(steps.every(({ length }) => length === ENGINE_STEP_SAMPLES)).toBe(true);
  return Float32Array.from(steps.flatMap((step) => [...step]));
}

function largestDifference(heard: Float32Array, expected: Float32Array): number {
  return expected.reduce((largest, sample, at) => Math.max(largest, Math.abs(sample - (heard[at] ?? 2))), 0);
}

/** The difference where the two fit best: a resampled stream comes a few milliseconds late. */
function leastDifference(heard: Float32Array, expected: Float32Array): number {
  return Math.min(
    ...Array.from({ length: 100 }, (_, late) =>
      largestDifference(heard.subarray(late), expected.subarray(0, -late - 1)),
    ),
  );
}

describe('the audio of a stream', () => {
  it.each(RAW)('R41: is heard as it was sent in %s', async (encoding) => {
    const samples = tone(1, 16_000);
    const heard = samplesOf(await hear({ encoding, sampleRateHz: 16_000 }, encodeSamples(encoding, samples)));
    expect(largestDifference(heard, samples)).toBeLessThan(TOLERANCES[encoding]);
    expect(heard).toHaveLength(13 * ENGINE_STEP_SAMPLES);
    expect(heard.subarray(samples.length).every((sample) => sample === 0)).toBe(true);
  });

  it.each(RAW.flatMap((encoding) => OTHER_RATES.map((sampleRateHz) => [encoding, sampleRateHz] as const)))(
    'R25 R41: is brought in %s from %i Hz to the rate of the engine',
    async (encoding, sampleRateHz) => {
      const bytes = encodeSamples(encoding, tone(2, sampleRateHz));
      const heard = samplesOf(await hear({ encoding, sampleRateHz }, bytes, [999]));
      expect(heard).toHaveLength(25 * ENGINE_STEP_SAMPLES);
      expect(leastDifference(heard, tone(2, 16_000))).toBeLessThan(0.01 + TOLERANCES[encoding]);
    },
  );

  it.each(OTHER_RATES)('gives a step for every 80 ms of %i Hz at once', async (sampleRateHz) => {
    const intake = new AudioIntake({ ...MODEL, encoding: 'linear16', sampleRateHz });
    const message = createSilence('linear16', sampleRateHz * 0.08 * 2);
    for (let sent = 0; sent < 50; sent += 1) {
      expect(await collect(intake.push(message))).toHaveLength(1);
    }
    expect(await collect(intake.finish())).toEqual([]);
    intake.close();
  });

  it('R40: is the same wherever messages are cut', async () => {
    const bytes = encodeSamples('linear16', tone(0.3, 16_000));
    const whole = await hear({ encoding: 'linear16', sampleRateHz: 16_000 }, bytes);
    await assert(
      asyncProperty(array(integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 30 }), async (sizes) => {
        expect(await hear({ encoding: 'linear16', sampleRateHz: 16_000 }, bytes, sizes)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('says how many bytes a second takes', () => {
    expect(new AudioIntake({ ...MODEL, encoding: 'mulaw', sampleRateHz: 8_000 }).bytesPerSecond).toBe(8_000);
    expect(new AudioIntake({ ...MODEL, encoding: 'linear16', sampleRateHz: 16_000 }).bytesPerSecond).toBe(32_000);
    expect(new AudioIntake(MODEL).bytesPerSecond).toBe(96_000);
  });
});

const WAV_FORMATS = ['linear16', 'mulaw', 'alaw'] as const satisfies readonly RawEncoding[];

describe('the audio of a WAV stream', () => {
  const samples = tone(0.4, 16_000);
  const file = writeWav({ sampleFormat: 'linear16', sampleRateHz: 16_000, channels: [samples] });

  it('R42: is heard, in messages of any size', async () => {
    const whole = samplesOf(await hear({}, file));
    expect(largestDifference(whole, samples)).toBeLessThan(0.0001);
    for (const size of [1, 7, 43, 44, 45, 1_000]) {
      expect(samplesOf(await hear({}, file, [size]))).toEqual(whole);
    }
  });

  it('R42: ends with its data, whatever follows', async () => {
    const followed = new Uint8Array(file.byteLength + 5_000).fill(99);
    followed.set(file);
    expect(await hear({}, followed, [3_000])).toEqual(await hear({}, file));
  });

  it.each(
    WAV_FORMATS.flatMap((sampleFormat) =>
      LIMITS.sampleRatesHz.map((sampleRateHz) => [sampleFormat, sampleRateHz] as const),
    ),
  )('R42: may be %s of %i Hz', async (sampleFormat, sampleRateHz) => {
    const wav = writeWav({ sampleFormat, sampleRateHz, channels: [tone(0.4, sampleRateHz)] });
    const heard = samplesOf(await hear({}, wav, [999]));
    expect(leastDifference(heard, samples)).toBeLessThan(0.01 + TOLERANCES[sampleFormat]);
  });

  it('may end before its announced length, as the files of interrupted recorders do', async () => {
    const heard = samplesOf(await hear({}, file.subarray(0, 44 + 2 * ENGINE_STEP_SAMPLES)));
    expect(heard).toHaveLength(ENGINE_STEP_SAMPLES);
  });

  it.each<[string, Uint8Array, string]>([
    [
      'stereo',
      writeWav({ sampleFormat: 'linear16', sampleRateHz: 16_000, channels: [samples, samples] }),
      '2 channels',
    ],
    ['an odd rate', writeWav({ sampleFormat: 'linear16', sampleRateHz: 22_050, channels: [samples] }), '22050 Hz'],
    ['float samples', writeWav({ sampleFormat: 'linear32', sampleRateHz: 16_000, channels: [samples] }), 'linear32'],
    ['FLAC', new TextEncoder().encode('fLaC and so on'), 'a FLAC stream'],
    ['MP4', new TextEncoder().encode('\0\0\0\u0020ftypisom    '), 'an MP4 stream'],
    ['raw audio', createSilence('linear16', 4_000), 'does not begin with RIFF and WAVE'],
    ['a cut header', file.subarray(0, 20), 'ended after 20 bytes'],
  ])('R42: is refused when it is %s, and the answer says what would do', async (_what, bytes, reason) => {
    const heard = await hear({}, bytes);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(reason) });
    expect(heard[0]).toMatchObject({ reason: expect.stringContaining('name encoding and sample_rate') });
  });

  it('is nothing when nothing came', async () => {
    expect(await hear({}, new Uint8Array(0))).toEqual([]);
  });
});
