import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ModelDescription, ModelFile } from './model-description.ts';

/** What the files of a model look like on the disk. */
export type FilesState =
  | { readonly kind: 'good' }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'damaged'; readonly path: string };

/**
 * Compares every file of a model with its pinned size and SHA-256.
 * @throws the file system's error, except that a missing file is an answer
 */
export async function checkFiles(folder: string, model: ModelDescription): Promise<FilesState> {
  const states = await Promise.all(model.files.map((file) => checkFile(join(folder, file.name), file)));
  return states.find((state) => state.kind !== 'good') ?? { kind: 'good' };
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
