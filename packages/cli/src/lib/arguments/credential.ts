import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { CliError } from '../failure/cli-error.ts';
import { EXIT_CODE } from '../failure/exit-code.ts';
import type { CliIo } from '../io/cli-io.ts';
import type { ParsedOptions } from './parse-options.ts';

const maxKeyFileBytes = 65_536;

/**
 * The key for a server: from `--api-key-file`, else from `DEEPGRAM_API_KEY`; `undefined` when neither is there.
 * @throws CliError (connection) for an empty or unusable key; the key itself is in no message
 */
export async function readApiKey(options: ParsedOptions, io: CliIo): Promise<string | undefined> {
  const file = options.texts.get('api-key-file');
  if (file !== undefined) {
    const [key, ...more] = await readKeyFile(file, io);
    if (key === undefined || more.length > 0) {
      throw credentialError(`The key file ${file} must hold one key; it holds ${String(more.length + 1)}`);
    }
    return key;
  }
  const value = io.env['DEEPGRAM_API_KEY'];
  if (value === undefined) return undefined;
  const key = value.trim();
  if (key === '') throw credentialError('DEEPGRAM_API_KEY is empty; set it to your key or use --api-key-file');
  requireUsable(key, 'DEEPGRAM_API_KEY');
  return key;
}

/**
 * The keys in a file, one a line; empty lines do not count.
 * @throws CliError (connection) when the file cannot be read, holds no key, or one that cannot travel in a header
 */
export async function readKeyFile(file: string, io: CliIo): Promise<readonly string[]> {
  let content: Buffer;
  try {
    content = await readFile(resolve(io.workingFolder, file));
  } catch (error) {
    throw credentialError(`The key file ${file} cannot be read (${errorCode(error)})`, { cause: error });
  }
  if (content.byteLength > maxKeyFileBytes) {
    throw credentialError(
      `The key file ${file} is larger than ${String(maxKeyFileBytes)} bytes; it should hold only keys`,
    );
  }
  const keys = content
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (keys.length === 0) throw credentialError(`The key file ${file} is empty; write the key into it`);
  for (const key of keys) requireUsable(key, `The key file ${file}`);
  return keys;
}

function requireUsable(key: string, source: string): void {
  if (!/^[\u0021-\u007E]+$/.test(key)) {
    throw credentialError(`${source} holds a character that no key has, such as a space; check how it was copied`);
  }
}

function credentialError(message: string, options?: ErrorOptions): CliError {
  return new CliError(EXIT_CODE.connection, message, options);
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
