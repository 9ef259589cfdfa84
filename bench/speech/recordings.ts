import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A recording whose words are known. */
export type Recording = {
  readonly name: string;
  readonly category: string;
  readonly path: string;
  readonly transcript: string;
  /** The speakers' stretches where somebody marked their bounds by hand. */
  readonly timedByHand: readonly Utterance[];
};

/** A stretch of speech. Seconds. */
export type Utterance = { readonly text: string; readonly start: number; readonly end: number };

type ManifestEntry = {
  readonly file: string | readonly string[];
  readonly category?: string;
  readonly language?: string;
  readonly transcript?: string;
  readonly transcript_source?: string;
  readonly turns?: readonly Utterance[];
};

const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The folder of real recordings: `TURNSTREAM_SPEECH`, else `speech` in the folder `shared` beside the repository. */
export function recordingsFolder(): string {
  return process.env['TURNSTREAM_SPEECH'] ?? join(REPOSITORY, '..', 'shared', 'speech');
}

/**
 * The English recordings with a transcript, in the order of the manifest.
 * @throws when the manifest cannot be read
 */
export async function englishRecordings(folder: string, filter: string | undefined): Promise<readonly Recording[]> {
  const manifest: readonly ManifestEntry[] = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  return manifest.flatMap((entry): readonly Recording[] => {
    if (entry.language !== 'en' || !entry.transcript || typeof entry.file !== 'string') return [];
    const name = entry.file.replace(/\.wav$/, '');
    if (filter !== undefined && !name.includes(filter) && entry.category !== filter) return [];
    return [
      {
        name,
        category: entry.category ?? 'other',
        path: join(folder, entry.file),
        transcript: entry.transcript,
        timedByHand: entry.transcript_source?.includes('(hand ') === true ? (entry.turns ?? []) : [],
      },
    ];
  });
}
