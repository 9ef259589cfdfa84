import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeWav } from '@turnstream/audio';
import {
  awaitAudio,
  close,
  connected,
  createScriptedServer,
  fatalError,
  ignoreUpgrade,
  refuse,
  silence,
  turnInfo,
  warning,
} from '@turnstream/testing';
import type { ConnectionScript, ScriptedServer } from '@turnstream/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runCli } from '../src/lib/run-cli.ts';
import { bytes, memoryIo } from './memory-io.ts';
import type { MemoryIo, MemoryIoOptions } from './memory-io.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transcribe-'));
  const samples = Float32Array.from({ length: 32_000 }, (_, index) => Math.sin(index) / 4);
  await writeFile(join(folder, 'two-seconds.wav'), writeWav({ channels: [samples], sampleRateHz: 16_000 }));
  await writeFile(join(folder, 'key'), 'secret-key\n');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const twoTurns: ConnectionScript = [
  connected(),
  awaitAudio({ seconds: 0.5 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'good' }),
  turnInfo({ transcript: 'good morning' }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'Good morning.' }),
  awaitAudio({ seconds: 0.5 }),
  turnInfo({ event: 'EndOfTurn', transcript: 'Good morning.' }),
  awaitAudio({ seconds: 0.5 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'how' }),
  turnInfo({ transcript: 'how are you' }),
];

type Run = MemoryIo & { readonly exitCode: number };

async function transcribe(argv: readonly string[], options: MemoryIoOptions = {}): Promise<Run> {
  const io = memoryIo({ workingFolder: folder, ...options });
  const exitCode = await runCli(['transcribe', ...argv], io);
  return { ...io, exitCode };
}

async function transcribeAt(server: ScriptedServer, ...argv: readonly string[]): Promise<Run> {
  return await transcribe(['two-seconds.wav', '--url', server.url, ...argv]);
}

describe('turnstream transcribe', () => {
  it('prints a line for each turn, the open one included, and says first where the audio goes', async () => {
    await using server = await createScriptedServer(twoTurns);
    const { exitCode, out, err } = await transcribeAt(server);
    expect({ exitCode, out: out() }).toEqual({ exitCode: 0, out: 'Good morning.\nhow are you\n' });
    expect(err()).toBe(`Audio goes to ${server.url}\n`);
  });

  it('sends all audio at the speed of speech to a server elsewhere', async () => {
    await using server = await createScriptedServer([connected()]);
    const { exitCode, waitedMs } = await transcribeAt(server);
    const [connection] = server.connections;
    expect(exitCode).toBe(0);
    expect(connection?.audio.byteLength).toBe(64_000);
    expect(waitedMs()).toBeCloseTo(2_000);
  });

  it('writes every event and a summary as JSON Lines', async () => {
    await using server = await createScriptedServer(twoTurns);
    const { exitCode, out } = await transcribeAt(server, '--format', 'jsonl', '--eager-eot-threshold', '0.5');
    const events = out()
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(exitCode).toBe(0);
    expect(events.filter((event) => !isUpdate(event))).toMatchObject([
      { type: 'turn-start', turnId: 0, transcript: 'good' },
      { type: 'turn-eager', turnId: 0, transcript: 'Good morning.', attempt: 1 },
      { type: 'turn-end', turnId: 0, transcript: 'Good morning.', reason: 'model', attempt: 1 },
      { type: 'turn-start', turnId: 1, transcript: 'how' },
      { type: 'turn-end', turnId: 1, transcript: 'how are you', reason: 'stopped' },
      { type: 'summary', turns: 2, usage: { acceptedSeconds: 2, sentSeconds: 2, lostSeconds: 0 } },
    ]);
  });

  it('sends every setting and the key as the protocol wants them', async () => {
    await using server = await createScriptedServer([connected()]);
    const argv =
      '--eot-threshold 0.8 --eager-eot-threshold 0.5 --eot-timeout-ms 6000 --keyterm AI --keyterm neural+net --numerals --profanity-filter --redact numbers --mip-opt-out --tag a --api-key-file key';
    const { exitCode, out, err } = await transcribeAt(server, ...argv.split(' '));
    const [connection] = server.connections;
    const query = new URL(connection?.url ?? '', server.url).searchParams;
    expect(exitCode).toBe(0);
    expect(query.getAll('keyterm')).toEqual(['AI', 'neural+net']);
    expect(Object.fromEntries(query)).toMatchObject({
      model: 'flux-general-en',
      encoding: 'linear16',
      sample_rate: '16000',
      eot_threshold: '0.8',
      eager_eot_threshold: '0.5',
      eot_timeout_ms: '6000',
      numerals: 'true',
      profanity_filter: 'true',
      redact: 'numbers',
      mip_opt_out: 'true',
      tag: 'a',
    });
    expect(connection?.headers['authorization']).toBe('Token secret-key');
    expect(out() + err()).not.toContain('secret-key');
  });

  it('reads raw audio from standard input', async () => {
    await using server = await createScriptedServer([connected()]);
    const argv = ['-', '--encoding', 'mulaw', '--sample-rate', '8000', '--url', server.url];
    const { exitCode } = await transcribe(argv, { stdin: bytes([new Uint8Array(5_000), new Uint8Array(3_000)]) });
    const [connection] = server.connections;
    expect(exitCode).toBe(0);
    expect(connection?.audio.byteLength).toBe(8_000);
    expect(connection?.url).toContain('encoding=mulaw');
  });

  it('shows warnings of the server beside the data', async () => {
    await using server = await createScriptedServer([
      connected(),
      warning('ODD', 'That was odd.'),
      ...twoTurns.slice(1),
    ]);
    const { exitCode, out, err } = await transcribeAt(server);
    expect({ exitCode, out: out() }).toEqual({ exitCode: 0, out: 'Good morning.\nhow are you\n' });
    expect(err()).toContain('Warning: That was odd.');
  });
});

describe('turnstream transcribe, interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('prints the open turn at %s and ends with %i', async (signal, expected) => {
    await using server = await createScriptedServer([
      connected(),
      awaitAudio({ seconds: 0.4 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'how are' }),
    ]);
    const io = memoryIo({ workingFolder: folder, stdin: endless(new Uint8Array(32_000)) });
    const raw = ['--encoding', 'linear16', '--sample-rate', '16000', '--format', 'jsonl'];
    const running = runCli(['transcribe', '-', '--url', server.url, ...raw], io);
    await io.outHolds('turn-start');
    io.interrupt(signal);
    expect(await running).toBe(expected);
    expect(io.out()).toContain('"transcript":"how are"');
    expect(io.out()).toContain('"reason":"stopped"');
  });

  it('ends quietly when nobody reads the output any more', async () => {
    await using server = await createScriptedServer(twoTurns.slice(0, 4));
    const io = memoryIo({ workingFolder: folder, stdin: endless(new Uint8Array(32_000)) });
    const argv = ['-', '--url', server.url, '--encoding', 'linear16', '--sample-rate', '16000', '--format', 'jsonl'];
    const running = runCli(['transcribe', ...argv], io);
    await io.outHolds('turn-update');
    io.interrupt('output-closed');
    expect(await running).toBe(141);
    expect(io.err()).toBe(`Audio goes to ${server.url}\n`);
  });
});

async function failure(script: ConnectionScript, ...argv: readonly string[]): Promise<string> {
  await using server = await createScriptedServer(script);
  const { exitCode, err, out } = await transcribeAt(server, ...argv);
  const [first, second, ...rest] = err().trimEnd().split('\n');
  expect({ exitCode, out: out(), first, rest }).toEqual({
    exitCode: 4,
    out: '',
    first: `Audio goes to ${server.url}`,
    rest: [],
  });
  return second ?? '';
}

describe('turnstream transcribe, when the server fails', () => {
  it('reports a bad key in one sentence without the key', async () => {
    const sentence = await failure([refuse({ status: 401 })], '--api-key-file', 'key');
    expect(sentence).toMatch(/^turnstream: .*401/);
    expect(sentence).not.toContain('secret-key');
  });

  it('reports refused settings with the server’s reason', async () => {
    const body = { code: 'INVALID_QUERY_PARAMETER', description: 'numerals is not supported' };
    expect(await failure([refuse({ status: 400, body })])).toContain('numerals is not supported');
  });

  it.each([
    ['never says Connected', [silence()]],
    ['never answers the upgrade', [ignoreUpgrade()]],
  ])('gives up on a server that %s', async (_what, script) => {
    expect(await failure(script, '--connect-timeout-ms', '300')).toMatch(/^turnstream: .*300 ms/);
  });

  it('reports a dead address', async () => {
    const server = await createScriptedServer([connected()]);
    await server[Symbol.asyncDispose]();
    const { exitCode, err } = await transcribeAt(server);
    expect(exitCode).toBe(4);
    expect(err()).toContain(`turnstream: Could not connect to ${server.url}`);
    expect(err()).not.toMatch(/^ +at /m);
  });

  it('reports a fatal error of the server after the turns it ended', async () => {
    const script = [...twoTurns, fatalError('INTERNAL', 'The server broke.'), close()];
    await using server = await createScriptedServer([script, [refuse({ status: 500 })]]);
    const { exitCode, out, err } = await transcribeAt(server);
    expect(exitCode).toBe(4);
    expect(out()).toContain('Good morning.\n');
    expect(err()).toMatch(/^turnstream: /m);
  });
});

/**
 * A microphone that is never switched off, and gives nothing more after its first chunk.
 * @yields one chunk
 */
async function* endless(first: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  await new Promise<never>(() => undefined);
}

function isUpdate(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'turn-update';
}
