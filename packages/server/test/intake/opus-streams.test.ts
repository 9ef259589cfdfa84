import { ENGINE_STEP_SAMPLES } from '@turnstream/engine';
import { LIMITS } from '@turnstream/flux/protocol';
import type { ListenParameters } from '@turnstream/flux/protocol';
import { array, assert, asyncProperty, constantFrom, integer, oneof, record, uint8Array } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { requirement } from '../../../../test/requirement.ts';
import { AudioIntake } from '../../src/lib/intake/audio-intake.ts';
import type { HeardAudio } from '../../src/lib/intake/audio-intake.ts';
import { encodeWithFfmpeg, packetsOf, recordingPath, samplesOfFixture } from './encoded-recording.ts';

const { missing, path: ffmpeg } = requirement('ffmpeg');
const MODEL = { model: 'flux-general-en' } as const;
const CONTAINER: ListenParameters = MODEL;
const OGG: ListenParameters = { ...MODEL, encoding: 'ogg-opus' };
const BARE: ListenParameters = { ...MODEL, encoding: 'opus', sampleRateHz: 48_000 };

/** Everything an intake makes of these messages. Ends early, as a session does, when the stream is broken. */
async function hear(parameters: ListenParameters, messages: Iterable<Uint8Array>): Promise<readonly HeardAudio[]> {
  const intake = new AudioIntake(parameters);
  const heard: HeardAudio[] = [];
  const take = async (audio: AsyncIterable<HeardAudio>): Promise<boolean> => {
    for await (const item of audio) heard.push(item);
    return heard.at(-1)?.kind !== 'invalid';
  };
  let good = true;
  for (const message of messages) {
    // The bytes are overwritten afterwards: nothing may be kept that is the caller's.
    const own = new Uint8Array(message);
    good = await take(intake.push(own));
    own.fill(0xaa);
    if (!good) break;
  }
  if (good) await take(intake.finish());
  intake.close();
  return heard;
}

function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let start = 0, at = 0; start < bytes.byteLength; at += 1) {
    const size = sizes[at % sizes.length] ?? bytes.byteLength;
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

function samplesOf(heard: readonly HeardAudio[]): Float32Array {
  expect(heard.filter(({ kind }) => kind === 'invalid')).toEqual([]);
  return Float32Array.from(heard.flatMap((audio) => (audio.kind === 'step' ? [...audio.samples] : [])));
}

/** How alike two signals are where they fit best within 20 ms: 1 for the same. */
function likeness(left: Float32Array, right: Float32Array): number {
  const length = Math.min(left.length, right.length) - 320;
  const at = (late: number): number => {
    let [product, first, second] = [0, 0, 0];
    for (let index = 0; index < length; index += 1) {
      const [a, b] = [left[index + late] ?? 0, right[index] ?? 0];
      product += a * b;
      first += a * a;
      second += b * b;
    }
    return product / Math.sqrt(first * second);
  };
  return Math.max(...Array.from({ length: 320 }, (_, late) => at(late)));
}

describe.skipIf(missing)('the audio of an Opus stream', { timeout: 60_000 }, () => {
  const name = 'single-turn';
  let original: Float32Array;
  let ogg: Uint8Array;
  let webm: Uint8Array;
  let packets: readonly Uint8Array[];

  beforeAll(() => {
    original = samplesOfFixture(name);
    const opus = ['-c:a', 'libopus', '-b:a', '32k'];
    ogg = encodeWithFfmpeg(ffmpeg, recordingPath(name), [...opus, '-f', 'ogg']);
    webm = encodeWithFfmpeg(ffmpeg, recordingPath(name), [...opus, '-f', 'webm', '-live', '1']);
    packets = packetsOf(ogg);
  });

  it('R41 R42: is heard in Ogg, in WebM and packet by packet', async () => {
    for (const heard of [
      await hear(CONTAINER, [ogg]),
      await hear(OGG, [ogg]),
      await hear(CONTAINER, [webm]),
      await hear(BARE, packets),
    ]) {
      const samples = samplesOf(heard);
      expect(Math.abs(samples.length - original.length)).toBeLessThan(2 * ENGINE_STEP_SAMPLES);
      expect(likeness(samples, original)).toBeGreaterThan(0.9);
    }
  });

  it.each(LIMITS.sampleRatesHz)('R25 R41 R47: is heard whatever rate is named with it: %i Hz', async (sampleRateHz) => {
    const bare = samplesOf(await hear({ ...BARE, sampleRateHz }, packets));
    expect(bare).toEqual(samplesOf(await hear(BARE, packets)));
    const contained = samplesOf(await hear({ ...OGG, sampleRateHz }, [ogg]));
    expect(contained).toEqual(samplesOf(await hear(OGG, [ogg])));
  });

  it.each(
    ['ogg', 'webm'].flatMap((container) =>
      [8_000, 12_000, 16_000, 24_000, 48_000].map((rateHz) => [container, rateHz] as const),
    ),
  )('R42: may be an %s file whose speech was recorded at %i Hz', async (container, rateHz) => {
    const parameters = ['-ar', String(rateHz), '-c:a', 'libopus', '-f', container];
    const heard = await hear(CONTAINER, [encodeWithFfmpeg(ffmpeg, recordingPath(name), parameters)]);
    expect(likeness(samplesOf(heard), original)).toBeGreaterThan(0.9);
  });

  it.each<[string, readonly string[]]>([
    ['two channels', ['-ac', '2', '-c:a', 'libopus', '-f', 'webm']],
    ['a Matroska file with lengths', ['-c:a', 'libopus', '-f', 'matroska']],
    ['frames of 60 ms', ['-c:a', 'libopus', '-frame_duration', '60', '-f', 'ogg']],
    ['frames of 2.5 ms', ['-c:a', 'libopus', '-frame_duration', '2.5', '-application', 'lowdelay', '-f', 'webm']],
    ['pages of one packet', ['-c:a', 'libopus', '-page_duration', '1', '-f', 'ogg']],
    ['a comment longer than a page', ['-metadata', `a=${'x'.repeat(70_000)}`, '-c:a', 'libopus', '-f', 'ogg']],
  ])('R42: may have %s', async (_what, parameters) => {
    const heard = await hear(CONTAINER, [encodeWithFfmpeg(ffmpeg, recordingPath(name), parameters)]);
    expect(likeness(samplesOf(heard), original)).toBeGreaterThan(0.9);
  });

  it('R42: begins anew where one Ogg stream follows another', async () => {
    const once = samplesOf(await hear(OGG, [ogg]));
    const twice = samplesOf(await hear(OGG, cut(Uint8Array.from([...ogg, ...ogg]), [5_000])));
    expect(Math.abs(twice.length - 2 * once.length)).toBeLessThanOrEqual(2 * ENGINE_STEP_SAMPLES);
  });

  it('R40: is the same wherever messages are cut', async () => {
    for (const bytes of [ogg, webm]) {
      const whole = await hear(CONTAINER, [bytes]);
      expect(await hear(CONTAINER, cut(bytes, [1]))).toEqual(whole);
      await assert(
        asyncProperty(array(integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 }), async (sizes) => {
          expect(await hear(CONTAINER, cut(bytes, sizes))).toEqual(whole);
        }),
        { numRuns: 8 },
      );
    }
  });

  it('is heard as far as it goes when it breaks off', async () => {
    for (const bytes of [ogg, webm]) {
      const heard = samplesOf(await hear(CONTAINER, [bytes.subarray(0, bytes.byteLength - 700)]));
      expect(heard.length).toBeGreaterThan(ENGINE_STEP_SAMPLES * 10);
    }
  });

  it('is refused with one sentence, or heard, whatever bytes are changed, and never more', async () => {
    const sources = constantFrom(ogg, webm);
    await assert(
      asyncProperty(
        record({
          source: sources,
          changes: array(record({ at: integer({ min: 0, max: 12_000 }), byte: integer({ min: 0, max: 255 }) }), {
            minLength: 1,
            maxLength: 20,
          }),
          size: integer({ min: 1, max: 9_000 }),
        }),
        async ({ source, changes, size }) => {
          const bytes = new Uint8Array(source);
          for (const { at, byte } of changes) bytes[at % bytes.byteLength] = byte;
          const heard = await hear(CONTAINER, cut(bytes, [size]));
          const problems = heard.filter(({ kind }) => kind === 'invalid');
          expect(problems.length).toBeLessThanOrEqual(1);
          expect(heard.length).toBeLessThan((original.length / ENGINE_STEP_SAMPLES) * 10);
        },
      ),
      { numRuns: 120 },
    );
  });

  it.each<[string, readonly string[], string]>([
    ['Vorbis in Ogg', ['-c:a', 'libvorbis', '-f', 'ogg'], 'it holds no Opus stream'],
    ['Vorbis in WebM', ['-c:a', 'libvorbis', '-f', 'webm'], 'it holds no Opus track, but A_VORBIS'],
    ['six channels', ['-ac', '6', '-c:a', 'libopus', '-f', 'ogg'], 'it has 6 channels'],
  ])('R42: is refused when it is %s', async (_what, parameters, reason) => {
    const heard = await hear(CONTAINER, [encodeWithFfmpeg(ffmpeg, recordingPath(name), parameters)]);
    expect(heard).toEqual([{ kind: 'invalid', reason: expect.stringContaining(reason) }]);
  });

  it('R42: is refused when a page is missing', async () => {
    const small = encodeWithFfmpeg(ffmpeg, recordingPath(name), [
      '-c:a',
      'libopus',
      '-page_duration',
      '1',
      '-f',
      'ogg',
    ]);
    const at = Buffer.from(small).indexOf('OggS', 3_000);
    const next = Buffer.from(small).indexOf('OggS', at + 4);
    const torn = Uint8Array.from([...small.subarray(0, at), ...small.subarray(next)]);
    expect((await hear(CONTAINER, [torn])).at(-1)).toMatchObject({ reason: expect.stringContaining('is missing') });
  });

  it('R42 R47: says which encoding was meant', async () => {
    expect(await hear(BARE, [ogg])).toMatchObject([{ reason: expect.stringContaining('whose encoding is ogg-opus') }]);
  });
});

describe('garbage', () => {
  const marks = constantFrom('OggS\0', '\u001AE\u00DF\u00A3', 'RIFF', '').map((mark) => Buffer.from(mark, 'latin1'));
  const parameters = constantFrom(CONTAINER, OGG, BARE);

  it('is refused with one sentence or taken for audio, in any encoding and any pieces', async () => {
    await assert(
      asyncProperty(
        marks,
        parameters,
        array(oneof(uint8Array({ minLength: 1, maxLength: 200 }), uint8Array({ minLength: 1, maxLength: 4 })), {
          minLength: 1,
          maxLength: 12,
        }),
        async (mark, streamParameters, messages) => {
          const heard = await hear(
            streamParameters,
            [mark, ...messages].filter(({ byteLength }) => byteLength > 0),
          );
          expect(heard.filter(({ kind }) => kind === 'invalid').length).toBeLessThanOrEqual(1);
          const steps = heard.flatMap((audio) => (audio.kind === 'step' ? [audio.samples] : []));
          expect(steps.every((samples) => samples.every(Number.isFinite))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
