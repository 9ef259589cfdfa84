import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { requirement } from '../../../test/requirement.ts';
import { systemClock } from '../src/lib/io/process-io.ts';
import { runCli } from '../src/lib/run-cli.ts';
import { memoryIo } from './memory-io.ts';
import type { MemoryIo, MemoryIoOptions } from './memory-io.ts';

const recordings = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'audio');

type Run = MemoryIo & { readonly exitCode: number };

async function run(argv: readonly string[], options: MemoryIoOptions = {}): Promise<Run> {
  const io = memoryIo({ workingFolder: recordings, ...options });
  const exitCode = await runCli(argv, io);
  return { ...io, exitCode };
}

function words(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z' \n]/g, '');
}

function turnEnds(jsonLines: string): readonly string[] {
  return jsonLines.split('\n').filter((line) => line.includes('"turn-end"'));
}

describe.skipIf(requirement('models').missing)('turnstream on this machine', () => {
  it('transcribes a recording turn by turn, as fast as it can be heard', async () => {
    const { exitCode, out, err } = await run(['transcribe', 'demo.wav'], { clock: systemClock });
    expect({ exitCode, err: err() }).toEqual({ exitCode: 0, err: 'Audio stays on this machine\n' });
    expect(words(out())).toBe(
      [
        'good morning how can i help you today',
        'i would like to book a table for four people tomorrow evening at seven',
        'that sounds perfect thank you',
        '',
      ].join('\n'),
    );
  });

  it('hears telephone audio in mu-law', async () => {
    const { exitCode, out } = await run(['transcribe', 'telephone-mulaw-8k.wav']);
    expect(exitCode).toBe(0);
    expect(words(out())).toContain('i have a question about my bill');
  });

  it('says the same in real time as at full speed', async () => {
    const argv = ['transcribe', 'single-turn.wav', '--format', 'jsonl'];
    const [fast, realtime] = await Promise.all([run(argv, { clock: systemClock }), run([...argv, '--realtime'])]);
    expect(realtime.waitedMs()).toBeGreaterThan(4_000);
    expect(turnEnds(realtime.out())).toEqual(turnEnds(fast.out()));
    expect(turnEnds(fast.out())).toHaveLength(1);
  });

  it('serves other programs, on one line, until it is told to stop', async () => {
    const server = memoryIo();
    const serving = runCli(['serve', '--port', '0'], server);
    await server.outHolds('/v2/listen\n');
    expect(server.out()).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/v2\/listen\n$/);
    const { exitCode, out } = await run(['transcribe', 'single-turn.wav', '--url', server.out().trim()]);
    expect(exitCode).toBe(0);
    expect(words(out())).toContain('please send the report');
    server.interrupt('SIGINT');
    expect(await serving).toBe(0);
  });

  it('lets in only clients with a key from the file', async () => {
    const keyFile = join(recordings, '..', '..', 'packages', 'cli', 'test', 'keys.txt');
    const [key = ''] = (await readFile(keyFile, 'utf8')).split('\n');
    const server = memoryIo();
    const serving = runCli(['serve', '--port', '0', '--api-key-file', keyFile], server);
    await server.outHolds('/v2/listen\n');
    const argv = ['transcribe', 'single-turn.wav', '--url', server.out().trim()];
    const [bad, good] = await Promise.all([
      run(argv, { env: { DEEPGRAM_API_KEY: 'wrong' } }),
      run(argv, { env: { DEEPGRAM_API_KEY: key } }),
    ]);
    expect(bad.exitCode).toBe(4);
    expect(bad.err()).toMatch(/^turnstream: .*401/m);
    expect(good.exitCode).toBe(0);
    server.interrupt('SIGTERM');
    expect(await serving).toBe(0);
  });

  it('plays a recording through the pipeline for the demo', async () => {
    const { exitCode, out, err } = await run(['demo', 'single-turn.wav']);
    expect({ exitCode, err: err() }).toEqual({ exitCode: 0, err: 'Audio stays on this machine\n' });
    expect(out()).toMatch(/StartOfTurn[^]*Update[^]*EagerEndOfTurn[^]*EndOfTurn[^]*Transcript/);
    expect(words(out().split('Transcript')[1] ?? '')).toContain('please send the report');
  });

  it('refuses by name what the recogniser cannot do', async () => {
    const { exitCode, err } = await run(['transcribe', 'single-turn.wav', '--numerals']);
    expect(exitCode).toBe(4);
    expect(err()).toMatch(/^turnstream: .*numerals/m);
  });
});

describe('turnstream without models', () => {
  it('says in one sentence how to fetch them', async () => {
    const { exitCode, err, out } = await run(['transcribe', 'single-turn.wav'], {
      env: { XDG_CACHE_HOME: recordings },
    });
    expect({ exitCode, out: out() }).toEqual({ exitCode: 5, out: '' });
    expect(err()).toMatch(/^Audio stays on this machine\nturnstream: The speech models are not in .*models pull/);
    expect(err().trimEnd().split('\n')).toHaveLength(2);
  });
});
