import { readFile } from 'node:fs/promises';
import { readWav } from '@turnstream/audio';

/** The first channel of a 16 kHz WAV file, -1..1. */
export async function readRecording(path: string): Promise<Float32Array> {
  const read = readWav(await readFile(path));
  if (read.kind === 'invalid') throw new Error(`${path} cannot be used: ${read.reason}`);
  const { sampleRateHz, channels } = read.audio;
  if (sampleRateHz !== 16_000) throw new Error(`${path} cannot be used: it has ${sampleRateHz} Hz, not 16000`);
  return channels[0] ?? new Float32Array();
}
