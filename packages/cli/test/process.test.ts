import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

import {
  awaitAudio,
  awaitText,
  connected,
  createScriptedServer,
  silence,
  turnInfo,
  warning,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';

const program = join(import.meta.dirname, '..', 'src', 'bin.ts');

type Running = {
  readonly child: ChildProcessWithoutNullStreams;
  readonly exitCode: Promise<number | null>;
  readonly out: Promise<string>;
  readonly err: Promise<string>;
};

function start(...argv: readonly string[]): Running {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@turnstream/source', program, ...argv]);
  const exitCode = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { child, exitCode, out: whatIsRead(child.stdout), err: whatIsRead(child.stderr) };
}

async function whatIsRead(stream: Readable): Promise<string> {
  let content = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    content += chunk;
  });
  await finished(stream, { cleanup: true }).catch(() => undefined);
  return content;
}

/** Resolves when a chunk with `part` in it comes. */
async function written(stream: Readable, part: string): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.on('data', (chunk: string) => {
      if (chunk.includes(part)) resolve();
    });
  });
}

const recording = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'audio', 'single-turn.wav');
const raw = ['--encoding', 'linear16', '--sample-rate', '16000'];

describe('the turnstream process', () => {
  it('stays until a server that cannot be reached has been given up', async () => {
    const server = await createScriptedServer([connected()]);
    await server[Symbol.asyncDispose]();
    const running = start('transcribe', recording, '--url', server.url);
    expect(await running.exitCode).toBe(4);
    expect(await running.err).toContain('turnstream: Could not connect to ');
  });

  it('prints the open turn at Ctrl-C, also one that arrives twice, although standard input stays open', async () => {
    await using server = await createScriptedServer([
      connected(),
      awaitAudio({ seconds: 0.4 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'how are' }),
      turnInfo({ transcript: 'how are you' }),
      awaitText('CloseStream'),
      warning('SLOW', 'Still listening.'),
      silence(),
    ]);
    const running = start('transcribe', '-', '--url', server.url, ...raw, '--format', 'jsonl');
    running.child.stdin.on('error', () => undefined).write(new Uint8Array(16_000));
    await written(running.child.stdout, 'turn-update');
    running.child.kill('SIGINT');
    // As npx does, which passes on what the terminal has sent already.
    await written(running.child.stderr, 'Still listening.');
    running.child.kill('SIGINT');
    expect(await running.exitCode).toBe(130);
    expect(await running.out).toContain('"reason":"stopped"');
  });

  it('ends quietly when the reader of its output goes away', async () => {
    const more = Array.from({ length: 40 }, (_, index) => [
      awaitAudio({ seconds: 0.08 }),
      turnInfo({ transcript: `on and on ${String(index)}` }),
    ]);
    const first = turnInfo({ event: 'StartOfTurn', transcript: 'on' });
    await using server = await createScriptedServer([
      connected(),
      awaitAudio({ seconds: 0.08 }),
      first,
      ...more.flat(),
    ]);
    const running = start('transcribe', '-', '--url', server.url, ...raw, '--format', 'jsonl');
    running.child.stdin.on('error', () => undefined).write(new Uint8Array(160_000));
    running.child.stdout.once('data', () => running.child.stdout.destroy());
    expect(await running.exitCode).toBe(141);
    expect(await running.err).toBe(`Audio goes to ${server.url}\n`);
  });
});
