import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';

import { inputError } from '../failure/cli-error.ts';
import type { CliIo } from '../io/cli-io.ts';
import { printable } from '../io/printable.ts';
import type { ByteSource } from './byte-source.ts';

const maxComplaintCharacters = 2_000;

/**
 * Reads any other container with the `ffmpeg` program, as a 16 kHz WAV stream with all of the recording's channels.
 * @param stopped ends the program early
 * @yields the WAV stream; throws a CliError (input) when ffmpeg is not installed or finds no audio
 */
export async function* convertWithFfmpeg(
  source: ByteSource,
  io: CliIo,
  stopped: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  // `file:` keeps a name from being taken for an option or an address, the whitelist keeps a playlist from reaching out.
  const input = source.path === undefined ? 'pipe:0' : `file:${source.path}`;
  const child = spawn(
    'ffmpeg',
    // oxfmt-ignore
    [
      '-nostdin', '-v', 'error', '-protocol_whitelist', 'file,pipe',
      '-i', input, '-map', '0:a:0', '-c:a', 'pcm_s16le', '-ar', '16000', '-f', 'wav', 'pipe:1',
    ],
    { env: { ...io.env }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const stop = (): void => {
    child.kill();
  };
  stopped.addEventListener('abort', stop, { once: true });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, maxComplaintCharacters);
  });
  const ended = new Promise<number | Error | null>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  // ffmpeg may stop reading early, which breaks the pipe; its exit code says whether that was a failure.
  const fed =
    source.path === undefined ? pipeline(source.bytes, child.stdin).catch(() => undefined) : Promise.resolve();
  if (source.path !== undefined) child.stdin.end();
  try {
    for await (const chunk of child.stdout) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
    const outcome = await ended;
    if (outcome instanceof Error) throw missingFfmpeg(source.name, outcome);
    if (outcome !== 0) throw inputError(noAudio(source.name, complaint));
  } finally {
    stopped.removeEventListener('abort', stop);
    stop();
    await fed;
  }
}

function missingFfmpeg(name: string, error: Error): Error {
  const missing = 'code' in error && error.code === 'ENOENT';
  const why = missing ? 'is not installed' : `could not be started (${error.message})`;
  return inputError(
    `${name} is not a WAV file, and ffmpeg, which reads other formats, ${why}; for raw audio give --encoding and --sample-rate`,
    { cause: error },
  );
}

function noAudio(name: string, complaint: string): string {
  const lines = complaint.split('\n').filter((line) => line.trim() !== '');
  const reason = lines.at(-1);
  return `${name} holds no audio that ffmpeg can read${reason === undefined ? '' : ` (${printable(reason)})`}`;
}
