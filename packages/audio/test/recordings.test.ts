import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeSamples, encodeSamples, readWav, writeWav } from '@turnstream/audio';
import { describe, expect, it } from 'vitest';
import { requirement } from '../../../test/requirement.ts';

const recordings = requirement('recordings');

function wavFiles(): readonly string[] {
  return [recordings.path, join(recordings.path, 'formats')].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.wav'))
      .map((name) => join(folder, name)),
  );
}

/** What is wrong with how a file is read and written again, or `undefined`. */
function problemWith(file: string): string | undefined {
  const result = readWav(readFileSync(file));
  if (result.kind === 'invalid') return `${file}: ${result.reason}`;
  const again = readWav(writeWav(result.audio));
  if (again.kind === 'invalid') return `${file}: written again, ${again.reason}`;
  const same = result.audio.channels.every((channel, index) =>
    channel.every((sample, position) => sample === again.audio.channels[index]?.[position]),
  );
  return same && result.audio.durationSeconds > 0 ? undefined : `${file}: written again, other samples`;
}

/** How far speech lies above what another version of it adds, in dB. */
function signalToNoiseDb(clean: Float32Array, noisy: Float32Array): number {
  let signal = 0;
  let noise = 0;
  clean.forEach((sample, index) => {
    signal += sample ** 2;
    noise += (sample - (noisy[index] ?? 0)) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}

describe.skipIf(recordings.missing)('real recordings', () => {
  it('are read, and written again with the same samples', () => {
    const files = wavFiles();
    expect(files.length).toBeGreaterThan(50);
    expect(files.map(problemWith).filter((problem) => problem !== undefined)).toEqual([]);
  });

  it.each(['mulaw', 'alaw'] as const)('in %s from another encoder are decoded and encoded as well as there', (law) => {
    const speech = decodeSamples('linear16', readFileSync(join(recordings.path, 'formats/jfk_8k_s16le.raw')));
    const theirs = decodeSamples(law, readFileSync(join(recordings.path, `formats/jfk_8k_${law}.raw`)));
    const ours = decodeSamples(law, encodeSamples(law, speech));
    // G.711 on speech at this level: about 37.5 dB.
    expect(signalToNoiseDb(speech, theirs)).toBeGreaterThan(37);
    expect(signalToNoiseDb(speech, ours)).toBeGreaterThan(37);
  });
});
