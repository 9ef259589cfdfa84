import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeWav } from '@turnstream/audio';
import { awaitAudio, connected, createScriptedServer, refuse, silence, turnInfo } from '@turnstream/testing';
import type { ConnectionScript, ScriptedServer } from '@turnstream/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runCli } from '../src/lib/run-cli.ts';
import { memoryIo } from './memory-io.ts';
import type { MemoryIo, MemoryIoOptions } from './memory-io.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-'));
  const samples = Float32Array.from({ length: 12_000 }, (_, index) => Math.sin(index) / 4);
  const recording = writeWav({ channels: [samples], sampleRateHz: 8_000, sampleFormat: 'mulaw' });
  await writeFile(join(folder, 'call.wav'), recording);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const turns: ConnectionScript = [
  connected(),
  awaitAudio({ seconds: 0.4 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'good' }),
  turnInfo({ transcript: 'good morning' }),
  awaitAudio({ seconds: 0.2 }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'Good morning.' }),
  awaitAudio({ seconds: 0.2 }),
  turnInfo({ event: 'TurnResumed', transcript: 'Good morning.' }),
  turnInfo({ transcript: 'Good morning to' }),
  awaitAudio({ seconds: 0.2 }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'Good morning to you.' }),
  turnInfo({ event: 'EndOfTurn', transcript: 'Good morning to you.' }),
];

async function demo(server: ScriptedServer, options: MemoryIoOptions = {}): Promise<MemoryIo & { exitCode: number }> {
  const io = memoryIo({ workingFolder: folder, ...options });
  const argv = ['demo', 'call.wav', '--url', server.url, '--connect-timeout-ms', '500'];
  const exitCode = await runCli(argv, io);
  return { ...io, exitCode };
}

describe('turnstream demo', () => {
  it('shows the turns as they happen and then the transcript', async () => {
    await using server = await createScriptedServer(turns);
    const { exitCode, out, err } = await demo(server);
    expect({ exitCode, err: err() }).toEqual({ exitCode: 0, err: `Audio goes to ${server.url}\n` });
    const withoutTimes = out().replaceAll(/^ +[\d.]+ s {2}/gm, '');
    expect(withoutTimes.split('\n')).toEqual([
      `Playing call.wav (1.5 s, 8000 Hz) through DeepgramFluxSTTService to ${server.url}`,
      'Times are seconds of the recording: how far each event has heard',
      '',
      'StartOfTurn     good',
      'Update          good morning',
      'EagerEndOfTurn  Good morning.',
      'TurnResumed     (the predicted end is withdrawn)',
      'Update          Good morning to',
      'EagerEndOfTurn  Good morning to you.',
      'EndOfTurn       Good morning to you.',
      '',
      'Transcript',
      expect.stringMatching(/^ +0\.00 to +\d\.\d\d s {2}Good morning to you\.$/),
      '',
    ]);
  });

  it('sends linear16 at the speed of speech and asks for predicted ends', async () => {
    await using server = await createScriptedServer([connected()]);
    const { exitCode, out, waitedMs } = await demo(server);
    const [connection] = server.connections;
    expect(exitCode).toBe(0);
    expect(connection?.audio.byteLength).toBe(24_000);
    expect(connection?.url).toMatch(/encoding=linear16.*eager_eot_threshold=0\.5/);
    expect(waitedMs()).toBeCloseTo(1_500);
    expect(out()).toContain('(no speech was heard)');
  });

  it('lets the text of a turn grow in one line on a terminal', async () => {
    await using server = await createScriptedServer(turns);
    const { out } = await demo(server, { terminal: true, env: { NO_COLOR: '1' } });
    const lines = out().replaceAll('\r\u001B[K', '<again>').split('\n');
    expect(lines.find((line) => line.startsWith('<again>'))).toMatch(
      /^<again> +[\d.]+ s {2}Update {10}good morning<again> +[\d.]+ s {2}EagerEndOfTurn {2}Good morning\.$/,
    );
  });

  it.each([
    ['refuses the key', [refuse({ status: 401 })], /^turnstream: .*401/m],
    ['never says Connected', [silence()], /^turnstream: .*500 ms/m],
  ])('fails in one sentence when the server %s', async (_what, script, expected) => {
    await using server = await createScriptedServer(script);
    const { exitCode, err } = await demo(server);
    expect(exitCode).toBe(4);
    expect(err()).toMatch(expected);
    expect(err().trimEnd().split('\n')).toHaveLength(2);
  });

  it('prints the open turn when it is interrupted', async () => {
    await using server = await createScriptedServer(turns.slice(0, 4));
    const io = memoryIo({ workingFolder: folder });
    const running = runCli(['demo', 'call.wav', '--url', server.url], io);
    await io.outHolds('Update ');
    io.interrupt('SIGINT');
    expect(await running).toBe(130);
    expect(io.out()).toContain('EndOfTurn       good morning');
  });
});
