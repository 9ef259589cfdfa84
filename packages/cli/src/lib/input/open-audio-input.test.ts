import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { decodeSamples, writeWav } from '@turnstream/audio';
import type { SampleFormat } from '@turnstream/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { bytes, memoryIo } from '../../../test/memory-io.ts';
import type { AudioInput } from './audio-input.ts';
import type { InputChoices } from './input-options.ts';
import { openAudioInput } from './open-audio-input.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audio-input-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const ramp = Float32Array.from({ length: 1_600 }, (_, index) => index / 3_200);
const fall = ramp.map((sample) => -sample);

function wav(format: SampleFormat, sampleRateHz: number, channels: readonly Float32Array<ArrayBuffer>[]): Uint8Array {
  return writeWav({ sampleFormat: format, sampleRateHz, channels });
}

async function open(content: Uint8Array, choices: InputChoices = {}, name = 'a.wav'): Promise<AudioInput> {
  await writeFile(join(folder, name), content);
  return await openAudioInput(name, choices, memoryIo({ workingFolder: folder, env: { PATH: '' } }));
}

async function readAll(input: AudioInput): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input.chunks) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('openAudioInput', () => {
  it.each(['linear16', 'mulaw', 'alaw'] as const)('sends the samples of a mono %s file as they are', async (format) => {
    const content = wav(format, 8_000, [ramp]);
    using input = await open(content);
    expect(input).toMatchObject({ encoding: format, sampleRateHz: 8_000, durationSeconds: 0.2, notices: [] });
    expect(content.subarray(-ramp.length)).toEqual(new Uint8Array((await readAll(input)).subarray(-ramp.length)));
  });

  it.each(['pcm8', 'pcm24', 'pcm32', 'linear32'] as const)('sends a %s file as linear16', async (format) => {
    using input = await open(wav(format, 16_000, [ramp]));
    expect(input).toMatchObject({ encoding: 'linear16', durationSeconds: 0.1 });
    const samples = decodeSamples('linear16', await readAll(input));
    expect(samples).toHaveLength(ramp.length);
    const largestError = Math.max(...samples.map((sample, index) => Math.abs(sample - (ramp[index] ?? 0))));
    expect(largestError).toBeLessThan(1 / 127);
  });

  it.each([
    ['left', 0.25, 'Hearing its left channel'],
    ['right', -0.25, 'Hearing its right channel'],
    ['mix', 0, 'Mixing its 2 channels'],
  ] as const)('hears %s of a stereo file when told to', async (channel, expected, notice) => {
    using input = await open(wav('linear16', 16_000, [ramp, fall]), { channel });
    expect(input).toMatchObject({ encoding: 'linear16', durationSeconds: 0.1, notices: [notice] });
    expect(decodeSamples('linear16', await readAll(input))[800]).toBeCloseTo(expected, 4);
  });

  it('leaves out what stands behind the audio of a WAV file', async () => {
    const content = Buffer.concat([wav('linear16', 16_000, [ramp]), Buffer.from('LIST\u0004\0\0\0note', 'latin1')]);
    using input = await open(content);
    expect(await readAll(input)).toHaveLength(ramp.length * 2);
  });

  it('reads a WAV file that was cut off as far as it goes', async () => {
    using input = await open(wav('linear16', 16_000, [ramp]).subarray(0, -1_600));
    expect(input.durationSeconds).toBeCloseTo(0.05);
    expect(await readAll(input)).toHaveLength(1_600);
  });

  it('reads a WAV stream from standard input byte by byte', async () => {
    const content = wav('linear16', 16_000, [ramp]);
    const stdin = bytes(Array.from(content, (byte) => Uint8Array.of(byte)));
    using input = await openAudioInput('-', {}, memoryIo({ stdin }));
    expect(input).toMatchObject({ name: 'standard input', sampleRateHz: 16_000, durationSeconds: 0.1 });
    expect(await readAll(input)).toHaveLength(ramp.length * 2);
  });

  it('takes raw audio at the caller’s word', async () => {
    using input = await open(Buffer.alloc(16_000), { raw: { encoding: 'mulaw', sampleRateHz: 8_000 } }, 'a.raw');
    expect(input).toMatchObject({ encoding: 'mulaw', sampleRateHz: 8_000, durationSeconds: 2, notices: [] });
    expect(await readAll(input)).toHaveLength(16_000);
  });

  it.each([
    ['stereo', wav('linear16', 16_000, [ramp, fall]), {}, /^a\.wav is stereo .* choose --channel left, right or mix$/],
    ['six channels', wav('linear16', 16_000, [ramp, ramp, ramp, ramp, ramp, ramp]), {}, /^a\.wav has 6 channels /],
    ['a rate Flux does not take', wav('linear16', 11_025, [ramp]), {}, /^a\.wav has a sample rate of 11025 Hz; /],
    ['a header alone', wav('linear16', 16_000, [new Float32Array(0)]), {}, /^a\.wav holds no audio/],
    ['half a header', wav('linear16', 16_000, [ramp]).subarray(0, 30), {}, /^a\.wav cannot be used: it ends before /],
    ['WAV called raw', wav('linear16', 16_000, [ramp]), { raw: { encoding: 'linear16', sampleRateHz: 16_000 } }, /raw/],
    ['no audio', Buffer.from('Dear diary,'), {}, /^a\.wav is not a WAV file, and ffmpeg.* is not installed; for raw /],
  ] as const)('refuses %s in one sentence', async (_what, content, choices, expected) => {
    const refused = open(content, choices);
    await expect(refused).rejects.toMatchObject({ name: 'CliError', exitCode: 3 });
    await expect(refused).rejects.toThrow(expected);
  });
});

// A stand-in for the program: this suite is about how it is called and what its answers become.
async function openWithStandIn(script: string): Promise<AudioInput> {
  const programs = await mkdtemp(join(folder, 'programs-'));
  const program = join(programs, 'ffmpeg');
  await writeFile(program, `#!${process.execPath}\n${script}`);
  await chmod(program, 0o755);
  await writeFile(join(folder, 'song.mp3'), 'ID3 and so on');
  return await openAudioInput('song.mp3', {}, memoryIo({ workingFolder: folder, env: { PATH: programs } }));
}

describe('openAudioInput with ffmpeg', () => {
  it('reads what ffmpeg makes of another container', async () => {
    await writeFile(join(folder, 'converted.wav'), wav('linear16', 16_000, [ramp]));
    const script = `
      const input = process.argv[process.argv.indexOf('-i') + 1];
      if (input !== 'file:${join(folder, 'song.mp3')}') throw new Error(input);
      process.stdout.write(require('node:fs').readFileSync('${join(folder, 'converted.wav')}'));`;
    using input = await openWithStandIn(script);
    expect(input).toMatchObject({ name: 'song.mp3', encoding: 'linear16', notices: ['Reading it with ffmpeg'] });
    expect(await readAll(input)).toHaveLength(ramp.length * 2);
  });

  it('says why ffmpeg found no audio', async () => {
    const script = `console.error('song.mp3: Invalid data found when processing input'); process.exitCode = 1;`;
    await expect(openWithStandIn(script)).rejects.toMatchObject({
      exitCode: 3,
      message: 'song.mp3 holds no audio that ffmpeg can read (song.mp3: Invalid data found when processing input)',
    });
  });
});
