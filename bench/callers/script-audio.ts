import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The recordings of the fixtures that a caller says, one after another. */
const RECORDINGS = ['demo', 'false-start', 'fillers', 'pause-in-sentence', 'single-turn', 'three-turns'] as const;

/** What the caller is quiet for behind each, as somebody is who listens to an answer. */
const QUIET_SECONDS = 5;
const SAMPLES_PER_SECOND = 16_000;

/** A step and a window of voice activity both fit in so many samples, so that a recording always lies alike. */
const ALIGN_SAMPLES = 2_560;

/** The same faint noise every time, since no room is digitally silent. */
function quiet(samples: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: samples }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 16) % 20;
  });
}

function readSamples(name: string): Int16Array {
  const file = readFileSync(fileURLToPath(new URL(`../../fixtures/audio/${name}.wav`, import.meta.url)));
  return Int16Array.from({ length: (file.byteLength - 44) >> 1 }, (_, at) => file.readInt16LE(44 + at * 2));
}

const parts = RECORDINGS.map((name) => {
  const samples = readSamples(name);
  const needed = samples.length + QUIET_SECONDS * SAMPLES_PER_SECOND;
  const part = quiet(Math.ceil(needed / ALIGN_SAMPLES) * ALIGN_SAMPLES);
  part.set(samples);
  return part;
});

/** How many different orders there are. */
export const ROTATIONS: number = RECORDINGS.length;

/** What a caller says: all recordings, beginning with one of them, as linear16 of 16 kHz. */
export function scriptAudio(rotation: number): Uint8Array {
  const order = [...parts.slice(rotation % ROTATIONS), ...parts.slice(0, rotation % ROTATIONS)];
  const samples = Int16Array.from(order.flatMap((part) => [...part]));
  return new Uint8Array(samples.buffer);
}
