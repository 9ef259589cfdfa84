import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One turn of a recording, as labelled. Seconds. */
export type LabelledTurn = { readonly startSeconds: number; readonly endSeconds: number };

/** A recording whose turns have times. */
export type LabelledRecording = {
  readonly name: string;
  readonly path: string;
  readonly turns: readonly LabelledTurn[];
};

type ManifestTurn = {
  readonly start: number | null;
  readonly end: number | null;
  readonly vad_start?: number;
  readonly vad_end?: number;
};

type ManifestEntry = {
  readonly file: string | readonly string[];
  readonly category: string;
  readonly language?: string;
  readonly turns?: readonly ManifestTurn[];
};

/** Conversations, dialogues without their agent's side, short answers, and synthetic turns with pauses inside. */
const CATEGORIES = new Set(['composite', 'conversation', 'eot-labelled', 'synthetic']);

/** The English recordings of several turns, or of turns with pauses, whose turns have times. */
export async function labelledRecordings(folder: string): Promise<readonly LabelledRecording[]> {
  const manifest: readonly ManifestEntry[] = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  return manifest.flatMap(({ file, category, language, turns = [] }): readonly LabelledRecording[] => {
    if (language !== 'en' || typeof file !== 'string' || !CATEGORIES.has(category)) return [];
    const timed = turns.flatMap(({ start, end, vad_start, vad_end }) =>
      start === null || end === null ? [] : [{ startSeconds: vad_start ?? start, endSeconds: vad_end ?? end }],
    );
    if (timed.length === 0 || timed.length < turns.length) return [];
    return [{ name: file.replace(/\.wav$/u, ''), path: join(folder, file), turns: timed }];
  });
}
