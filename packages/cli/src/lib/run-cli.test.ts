import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { memoryIo } from '../../test/memory-io.ts';
import type { MemoryIo, MemoryIoOptions } from '../../test/memory-io.ts';
import { commandList } from './commands/command-list.ts';
import { runCli } from './run-cli.ts';

async function run(argv: readonly string[], options: MemoryIoOptions = {}): Promise<MemoryIo & { exitCode: number }> {
  const io = memoryIo(options);
  const exitCode = await runCli(argv, io);
  return { ...io, exitCode };
}

describe('runCli', () => {
  it('shows every command on standard output for --help', async () => {
    const { exitCode, out, err } = await run(['--help']);
    expect(exitCode).toBe(0);
    expect(err()).toBe('');
    for (const { name, summary } of commandList) expect(out()).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
  });

  it('shows the same on standard error and fails when there is no command', async () => {
    const { exitCode, out, err } = await run([]);
    expect({ exitCode, out: out() }).toEqual({ exitCode: 2, out: '' });
    expect(err()).toContain('Usage: turnstream <command>');
  });

  it('prints its version', async () => {
    const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    const { exitCode, out } = await run(['--version']);
    expect(exitCode).toBe(0);
    expect(manifest).toMatchObject({ version: out().trim() });
  });

  it.each(commandList.map((entry) => entry.name))('explains %s with usage, options and examples', async (name) => {
    const { exitCode, out, err } = await run([name, '--help']);
    expect({ exitCode, err: err() }).toEqual({ exitCode: 0, err: '' });
    expect(out()).toMatch(new RegExp(`^Usage: turnstream ${name}`));
    expect(out()).toContain('-h, --help');
    expect(out()).toContain(`Examples:\n  turnstream ${name}`);
  });

  it.each([
    [['sing'], 'turnstream: There is no command "sing"; the commands are '],
    [['transcribe'], 'turnstream: turnstream transcribe takes one file, or - for standard input; see '],
    [
      ['transcribe', 'a.wav', 'b.wav'],
      'turnstream: turnstream transcribe takes one file, or - for standard input; see ',
    ],
    [['transcribe', 'a.wav', '--loud'], 'turnstream: Unknown option --loud; see turnstream transcribe --help'],
    [['transcribe', 'a.wav', '--fast', '--realtime'], 'turnstream: Give --fast or --realtime, not both'],
    [['transcribe', 'a.wav', '--fast', '--url', 'ws://h'], 'turnstream: --fast is only for this machine; '],
    [['transcribe', 'a.wav', '--encoding', 'linear16'], 'turnstream: --encoding is for raw audio and needs --sample'],
    [
      ['models', 'push'],
      'turnstream: There is no action "push"; use: turnstream models list, models pull or models use',
    ],
    [['serve', '--host', '0.0.0.0'], 'turnstream: --host 0.0.0.0 lets other machines in; name their keys '],
    [['serve', '--port', '70000'], 'turnstream: --port must be a whole number from 0 to 65535; got 70000; see '],
  ])('answers %j with one line and exit code 2', async (argv, expected) => {
    const { exitCode, out, err } = await run(argv);
    expect({ exitCode, out: out() }).toEqual({ exitCode: 2, out: '' });
    expect(err().startsWith(expected)).toBe(true);
    expect(err().match(/\n/g)).toHaveLength(1);
  });

  it('writes failures in red on a terminal only', async () => {
    const terminal = await run(['sing'], { terminal: true });
    const plain = await run(['sing'], { terminal: true, env: { NO_COLOR: '1' } });
    expect(terminal.err()).toContain('\u001B[31mturnstream:\u001B[39m');
    expect(plain.err()).not.toContain('\u001B');
  });
});
