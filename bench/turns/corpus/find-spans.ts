import type { Label } from './labels.ts';
import type { Span } from './span.ts';

const RATE_HZ = 16_000;
/** Silences inside turns that are shorter are no pauses; longer ones are no longer pauses. */
const SHORTEST_HOLD = 0.2;
const LONGEST_HOLD = 5;
/** Audio kept before the first word of a turn. */
const LEAD = 0.5;
const FRAME = 0.01;
/** How far before the end of a segment its last energy is looked for. */
const REFINED = 0.3;
/** Energy: this much below the loudest of the last second, and this much above the quietest of the silence. */
const BELOW_SPEECH_DB = 30;
const ABOVE_SILENCE_DB = 6;

/** A stretch of speech, in seconds. */
export type Segment = readonly [start: number, end: number];

/** The silences of one recording, between the segments of the manifest; each begins with the last energy before it. */
export function findSpans(
  label: Label,
  segments: readonly Segment[],
  samples: Float32Array,
): readonly Omit<Span, 'half'>[] {
  const kept = segments.filter(([start]) => label.ignored?.includes(start) !== true);
  const ends = new Set(label.ends ?? [kept.at(-1)?.[1]]);
  const spans: Omit<Span, 'half'>[] = [];
  let turnStart = Math.max(0, (kept[0]?.[0] ?? 0) - LEAD);
  for (const [index, segment] of kept.entries()) {
    const next = kept[index + 1];
    const begins = energyEnd(samples, segment, next?.[0]);
    const resumes = next === undefined ? samples.length / RATE_HZ : next[0];
    const isEnd = ends.has(segment[1]);
    const skipped = segments.some(([start]) => start > segment[0] && start < resumes && next?.[0] !== start);
    const length = resumes - begins;
    if (!skipped && (isEnd || (next !== undefined && length >= SHORTEST_HOLD && length <= LONGEST_HOLD))) {
      const kind = isEnd ? 'end' : 'hold';
      const id = `${label.file} ${kind} ${begins.toFixed(2)}`;
      const { file, speaker, stratum } = label;
      spans.push({ id, file, speaker, stratum, kind, turnStart, start: begins, end: round(resumes) });
    }
    if ((isEnd || skipped) && next !== undefined) turnStart = Math.max(segment[1], next[0] - LEAD);
  }
  return spans;
}

function energyEnd(samples: Float32Array, [start, end]: Segment, next: number | undefined): number {
  const quietest = Math.min(...levels(samples, end, Math.min(end + 0.5, next ?? Infinity)), -20);
  const speech = Math.max(...levels(samples, Math.max(start, end - 1), end));
  const threshold = Math.max(speech - BELOW_SPEECH_DB, quietest + ABOVE_SILENCE_DB);
  const from = Math.max(start, end - REFINED);
  const last = levels(samples, from, end).findLastIndex((level) => level > threshold);
  return round(last === -1 ? end : Math.min(end, from + (last + 1) * FRAME));
}

/** Loudness of each frame of a stretch, in dB of full scale. */
function levels(samples: Float32Array, from: number, to: number): readonly number[] {
  const frame = FRAME * RATE_HZ;
  const found: number[] = [];
  for (let at = Math.round(from * RATE_HZ); at + frame <= Math.min(to * RATE_HZ, samples.length); at += frame) {
    let power = 0;
    for (const sample of samples.subarray(at, at + frame)) power += sample * sample;
    found.push(10 * Math.log10(power / frame + 1e-10));
  }
  return found;
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
