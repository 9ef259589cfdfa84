import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ModelDescription, ModelFile } from './model-description.ts';
import { parseRecord, RECORD_NAME } from './file-record.ts';

/** What the files of a model look like on the disk. */
export type FilesState =
  | { readonly kind: 'good' }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'damaged'; readonly path: string };

/**
 * Compares every file of a model with its pinned size and SHA-256, or with what was recorded when it was fetched.
 * @throws the file system's error, except that a missing file is an answer
 */
export async function checkFiles(folder: string, model: ModelDescription): Promise<FilesState> {
  const recorded = await recordedFiles(folder, model);
  if ('kind' in recorded) return recorded;
  const files = [...model.files, ...recorded];
  const states = await Promise.all(files.map((file) => checkFile(join(folder, file.name), file)));
  return states.find((state) => state.kind !== 'good') ?? { kind: 'good' };
}

async function recordedFiles(folder: string, model: ModelDescription): Promise<readonly ModelFile[] | FilesState> {
  const { downloads = [] } = model;
  if (downloads.length === 0) return [];
  const path = join(folder, RECORD_NAME);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsence(error)) return { kind: 'missing', path };
    throw error;
  }
  const files = parseRecord(text);
  const complete = downloads.every(({ name }) => files?.some((file) => file.name === name) === true);
  return files !== undefined && complete ? files : { kind: 'damaged', path };
}

async function checkFile(path: string, file: ModelFile): Promise<FilesState> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size !== file.bytes) return { kind: 'damaged', path };
  } catch (error) {
    if (isAbsence(error)) return { kind: 'missing', path };
    throw error;
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex') === file.sha256 ? { kind: 'good' } : { kind: 'damaged', path };
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
