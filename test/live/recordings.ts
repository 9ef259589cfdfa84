import { readFileSync } from 'node:fs';
import { decodeSamples, parseWavHeader, type RawEncoding } from '@turnstream/audio';

/** The audio of one file of `fixtures/audio`. */
export type Recording = {
  /** The bytes of the data chunk. */
  readonly bytes: Uint8Array;
  /** The file as it is. */
  readonly file: Uint8Array;
  readonly encoding: RawEncoding;
  readonly sampleRateHz: number;
  readonly durationSeconds: number;
};

/** Reads a recording of `fixtures/audio`. */
export function readRecording(name: string): Recording {
  const file = new Uint8Array(readFileSync(new URL(`../../fixtures/audio/${name}`, import.meta.url)));
  const parsed = parseWavHeader(file);
  if (parsed.kind !== 'ok') throw new Error(`fixtures/audio/${name} is no WAV file`);
  const { sampleFormat, sampleRateHz, dataOffsetBytes, dataByteLength } = parsed.header;
  if (sampleFormat !== 'linear16' && sampleFormat !== 'mulaw') throw new Error(`${name} holds ${sampleFormat}`);
  const bytes = file.subarray(dataOffsetBytes, dataOffsetBytes + (dataByteLength ?? file.byteLength));
  const bytesPerSecond = sampleRateHz * (sampleFormat === 'linear16' ? 2 : 1);
  return { bytes, file, encoding: sampleFormat, sampleRateHz, durationSeconds: bytes.byteLength / bytesPerSecond };
}

/** A recording as 32-bit numbers: `float` from -1 to 1, or `integer` over the whole range. */
export function toLinear32(recording: Recording, kind: 'float' | 'integer'): Recording {
  const samples = decodeSamples('linear16', recording.bytes);
  const bytes = new Uint8Array(samples.length * 4);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, index) => {
    if (kind === 'float') view.setFloat32(index * 4, sample, true);
    else view.setInt32(index * 4, Math.round(sample * 2_147_483_647), true);
  });
  return { ...recording, bytes, encoding: 'linear32' };
}

/** The first part of a recording. */
export function firstSeconds(recording: Recording, seconds: number): Recording {
  const bytes = recording.bytes.subarray(0, Math.round(seconds * recording.sampleRateHz) * 2);
  return { ...recording, bytes, durationSeconds: seconds };
}
