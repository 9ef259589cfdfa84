import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runCli } from '../src/lib/run-cli.ts';
import { memoryIo } from './memory-io.ts';

describe('turnstream models', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'turnstream-cli-models-'));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  async function run(
    ...argv: readonly string[]
  ): Promise<{ readonly exitCode: number; readonly out: string; readonly err: string }> {
    const io = memoryIo({ env: { TURNSTREAM_MODELS: folder } });
    const exitCode = await runCli(['models', ...argv], io);
    return { exitCode, out: io.out(), err: io.err() };
  }

  it('lists every model with its state, also where there is none', async () => {
    const { exitCode, out } = await run('list');
    expect(exitCode).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^model +state +serves +size +licence +languages +source$/u);
    expect(out).toMatch(/\nmoonshine-tiny-en +absent +flux-general-en +22 MB +MIT +en +npm /u);
    expect(out).toMatch(/\nwhisper-small \* +absent +flux-general-multi +375 MB +MIT/u);
  });

  it.each<[readonly string[], string]>([
    [['use', 'whisper-base'], 'fetch it with "npx turnstream models pull whisper-base"'],
    [['use', 'silero-vad-v6'], 'is no recogniser'],
    [['use', 'nothing'], 'There is no model "nothing"; see: turnstream models list'],
    [['use'], 'use takes one name'],
    [['pull', 'nothing'], 'There is no model "nothing"'],
    [['list', 'all'], 'list takes no names'],
    [['push'], 'use: turnstream models list, models pull or models use'],
  ])('says in one sentence what is wrong with %j', async (argv, sentence) => {
    const { exitCode, out, err } = await run(...argv);
    expect(exitCode).not.toBe(0);
    expect(out).toBe('');
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
