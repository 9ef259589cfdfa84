import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readOggPage } from '../../src/lib/intake/ogg-page.ts';

/** A recording of the fixtures, as a WAV file. */
export function recordingPath(name: string): string {
  return join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'audio', `${name}.wav`);
}

/** What ffmpeg makes of a file of audio, written to a pipe as a live stream is. */
export function encodeWithFfmpeg(ffmpeg: string, path: string, parameters: readonly string[]): Uint8Array {
  return new Uint8Array(
    execFileSync(ffmpeg, ['-v', 'error', '-i', path, ...parameters, '-'], { maxBuffer: 64 * 1_048_576 }),
  );
}

/** The samples of a fixture of 16 kHz, 16 bits. */
export function samplesOfFixture(name: string): Float32Array {
  const file = readFileSync(recordingPath(name));
  const data = file.subarray(44);
  return Float32Array.from({ length: data.byteLength >> 1 }, (_, at) => data.readInt16LE(at * 2) / 32_768);
}

/** The audio packets of an Ogg stream, without its two headers: read the slow and simple way, on its own. */
export function packetsOf(ogg: Uint8Array): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  let open: Uint8Array[] = [];
  for (let start = 0; start < ogg.byteLength;) {
    const read = readOggPage(ogg.subarray(start));
    if (read.kind !== 'ok') throw new Error(`no page at ${start}`);
    for (const [index, piece] of read.page.pieces.entries()) {
      open.push(piece);
      if (index < read.page.pieces.length - 1 || read.page.endsPacket) {
        packets.push(Uint8Array.from(open.flatMap((part) => [...part])));
        open = [];
      }
    }
    start += read.page.byteLength;
  }
  return packets.slice(2);
}
