import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { requirement } from '../../../test/requirement.ts';
import { openAudioInput } from '../src/lib/input/open-audio-input.ts';
import { bytes, memoryIo } from './memory-io.ts';

const recording = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'audio', 'single-turn.wav');
const { missing, path: ffmpeg } = requirement('ffmpeg');
const env = { PATH: process.env['PATH'] ?? '' };

describe.skipIf(missing)('recordings in other containers', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ffmpeg-'));
    const to = (...parameters: readonly string[]): Promise<unknown> =>
      promisify(execFile)(ffmpeg, ['-v', 'error', '-i', recording, ...parameters], { cwd: folder });
    await Promise.all([to('a.flac'), to('-ar', '44100', 'a.ogg'), to('-ac', '2', 'stereo.flac')]);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function seconds(name: string, stdin?: AsyncIterable<Uint8Array>): Promise<number> {
    const io = memoryIo({ workingFolder: folder, env, ...(stdin === undefined ? {} : { stdin }) });
    using input = await openAudioInput(name, {}, io);
    expect(input).toMatchObject({ encoding: 'linear16', sampleRateHz: 16_000, notices: ['Reading it with ffmpeg'] });
    let byteLength = 0;
    for await (const chunk of input.chunks) byteLength += chunk.byteLength;
    return byteLength / 32_000;
  }

  it('are read as 16 kHz audio of the same length', async () => {
    const { byteLength } = await readFile(recording);
    const expected = byteLength / 32_000;
    expect(await seconds('a.flac')).toBeCloseTo(expected, 1);
    expect(await seconds('a.ogg')).toBeCloseTo(expected, 1);
  });

  it('are read from standard input', async () => {
    const content = await readFile(join(folder, 'a.flac'));
    const half = content.byteLength / 2;
    expect(await seconds('-', bytes([content.subarray(0, half), content.subarray(half)]))).toBeGreaterThan(3);
  });

  it('are refused in stereo, as WAV files are', async () => {
    await expect(openAudioInput('stereo.flac', {}, memoryIo({ workingFolder: folder, env }))).rejects.toThrow(
      /^stereo\.flac is stereo /,
    );
  });

  it('are refused when they hold no audio', async () => {
    await writeFile(join(folder, 'diary.txt'), 'Dear diary,\n'.repeat(50));
    await expect(openAudioInput('diary.txt', {}, memoryIo({ workingFolder: folder, env }))).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^diary\.txt holds no audio that ffmpeg can read/),
    });
  });
});
