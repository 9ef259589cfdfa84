import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { CliError, inputError, usageError } from '../failure/cli-error.ts';
import type { CliIo } from '../io/cli-io.ts';
import { PeekableBytes } from './peekable-bytes.ts';

const readBytes = 65_536;

/** Bytes as they lie in a file or come in. */
export type ByteSource = {
  /** For messages. */
  readonly name: string;
  /** The file's absolute path; `undefined` for standard input. */
  readonly path: string | undefined;
  /** The file's size; `undefined` for standard input and what is no ordinary file. */
  readonly totalBytes: number | undefined;
  readonly bytes: PeekableBytes;
};

/**
 * Opens a file, or standard input for `-`.
 * @throws CliError for a file that is missing, empty, a directory or unreadable, and for a terminal as standard input
 */
export async function openByteSource(operand: string, io: CliIo): Promise<ByteSource> {
  const source = operand === '-' ? standardInput(io) : await file(operand, io);
  const first = await source.bytes.peek(1);
  if (first.byteLength === 0) throw inputError(`${source.name} is empty; there is nothing to transcribe`);
  return source;
}

function standardInput(io: CliIo): ByteSource {
  if (io.stdinIsTerminal) throw usageError('Standard input is a terminal; pipe audio into it, or name a file');
  return { name: 'standard input', path: undefined, totalBytes: undefined, bytes: new PeekableBytes(io.stdin) };
}

async function file(name: string, io: CliIo): Promise<ByteSource> {
  const path = resolve(io.workingFolder, name);
  const totalBytes = await fileSize(path, name);
  return { name, path, totalBytes, bytes: new PeekableBytes(readFileBytes(path, name)) };
}

async function fileSize(path: string, name: string): Promise<number | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) throw inputError(`${name} is a directory; name a file in it`);
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    throw describeFileError(error, name);
  }
}

async function* readFileBytes(path: string, name: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: readBytes })) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  } catch (error) {
    throw describeFileError(error, name);
  }
}

function describeFileError(error: unknown, name: string): CliError {
  if (error instanceof CliError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const options = { cause: error };
  if (code === 'ENOENT' || code === 'ENOTDIR') return inputError(`There is no file ${name}`, options);
  if (code === 'EISDIR') return inputError(`${name} is a directory; name a file in it`, options);
  if (code === 'EACCES' || code === 'EPERM')
    return inputError(`${name} may not be read; check its permissions`, options);
  return inputError(`${name} cannot be read (${code === '' ? String(error) : code})`, options);
}
