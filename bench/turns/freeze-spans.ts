/**
 * Writes `corpus/spans.json`: every silence to be decided, and which half its speaker is in. Run once; the file is kept.
 *
 *     npx tsx --conditions=@turnstream/source bench/turns/freeze-spans.ts
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecording } from '../speech/read-recording.ts';
import { recordingsFolder } from '../speech/recordings.ts';
import { findSpans } from './corpus/find-spans.ts';
import type { Segment } from './corpus/find-spans.ts';
import { APART, LABELS } from './corpus/labels.ts';
import { splitSpeakers } from './corpus/split-speakers.ts';

type ManifestEntry = { readonly file: unknown; readonly vad_segments_silero: readonly Segment[] };

const folder = recordingsFolder();
const manifest: readonly ManifestEntry[] = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
const found = [];
for (const label of LABELS) {
  const entry = manifest.find(({ file }) => file === `${label.file}.wav`);
  if (entry === undefined) throw new Error(`${label.file} is not in the manifest of ${folder}`);
  const samples = await readRecording(join(folder, `${label.file}.wav`));
  found.push(...findSpans(label, entry.vad_segments_silero, samples));
}
const headline = splitSpeakers(found.filter(({ stratum }) => !APART.has(stratum)));
const others = splitSpeakers(found.filter(({ speaker }) => !headline.has(speaker)));
const spans = found.map((span) => ({ ...span, half: headline.get(span.speaker) ?? others.get(span.speaker) }));
const lines = spans.map((span) => `  ${JSON.stringify(span)}`).join(',\n');
await writeFile(new URL('corpus/spans.json', import.meta.url), `[\n${lines}\n]\n`);
for (const half of ['development', 'test']) {
  for (const kind of ['hold', 'end']) {
    const count = spans.filter((span) => span.half === half && span.kind === kind && !APART.has(span.stratum)).length;
    console.error(`${half}: ${count} ${kind}s`);
  }
}
