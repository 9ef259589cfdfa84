import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecording } from '../../speech/read-recording.ts';
import { recordingsFolder } from '../../speech/recordings.ts';
import type { Segment } from './find-spans.ts';
import { prepareSpan, roomTone } from './prepare-span.ts';
import type { PreparedSpan } from './prepare-span.ts';
import type { Span } from './span.ts';

/** One recording of the manifest. */
export type Recording = {
  readonly file: string;
  readonly category: string;
  readonly samples: Float32Array;
  readonly speech: readonly Segment[];
  readonly transcript: string | undefined;
};

type ManifestEntry = {
  readonly file: unknown;
  readonly category: string;
  readonly vad_segments_silero: unknown;
  readonly transcript?: string;
};

/** The recordings, by their name without extension. */
export async function loadRecordings(
  wanted: (entry: { file: string; category: string }) => boolean,
): Promise<readonly Recording[]> {
  const folder = recordingsFolder();
  const manifest: readonly ManifestEntry[] = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const recordings: Recording[] = [];
  for (const entry of manifest) {
    if (typeof entry.file !== 'string') continue;
    const file = entry.file.replace(/\.wav$/, '');
    if (!wanted({ file, category: entry.category })) continue;
    const samples = await readRecording(join(folder, entry.file));
    const speech: readonly Segment[] = Array.isArray(entry.vad_segments_silero) ? entry.vad_segments_silero : [];
    recordings.push({ file, category: entry.category, samples, speech, transcript: entry.transcript });
  }
  return recordings;
}

/** The frozen spans. */
export async function loadSpans(): Promise<readonly Span[]> {
  const spans: readonly Span[] = JSON.parse(await readFile(new URL('spans.json', import.meta.url), 'utf8'));
  return spans;
}

/** Each span with what a detector hears of it. */
export async function prepareSpans(spans: readonly Span[]): Promise<readonly { span: Span; audio: PreparedSpan }[]> {
  const recordings = await loadRecordings(({ file }) => spans.some((span) => span.file === file));
  return recordings.flatMap((recording) => {
    const tone = roomTone(recording.samples, recording.speech);
    return spans
      .filter(({ file }) => file === recording.file)
      .map((span) => ({ span, audio: prepareSpan(recording.samples, span, tone) }));
  });
}
