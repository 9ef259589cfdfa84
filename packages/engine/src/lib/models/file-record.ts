import type { ModelFile } from './model-description.ts';

/** The file beside a model that says what was fetched: the pin of a model whose hashes are not known beforehand. */
export const RECORD_NAME = 'fetched.json';

/** The text of a record. */
export function formatRecord(files: readonly ModelFile[]): string {
  return `${JSON.stringify({ files }, undefined, 2)}\n`;
}

/** Reads a record; `undefined` when it is none. Never throws. */
export function parseRecord(text: string): readonly ModelFile[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('files' in value) || !Array.isArray(value.files))
    return undefined;
  const files: readonly unknown[] = value.files;
  return files.every(isModelFile) ? files : undefined;
}

function isModelFile(value: unknown): value is ModelFile {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    /^[\w.-]+$/u.test(value.name) &&
    'bytes' in value &&
    Number.isSafeInteger(value.bytes) &&
    'sha256' in value &&
    typeof value.sha256 === 'string' &&
    /^[0-9a-f]{64}$/u.test(value.sha256)
  );
}
