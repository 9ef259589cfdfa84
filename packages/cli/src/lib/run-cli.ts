import { readFile } from 'node:fs/promises';

import { helpText } from './arguments/help-text.ts';
import type { OptionDefinition } from './arguments/option-definition.ts';
import { parseOptions } from './arguments/parse-options.ts';
import type { Command, CommandEntry } from './commands/command.ts';
import { commandList } from './commands/command-list.ts';
import { usageError } from './failure/cli-error.ts';
import { describeFailure } from './failure/describe-failure.ts';
import { EXIT_CODE } from './failure/exit-code.ts';
import type { ExitCode } from './failure/exit-code.ts';
import type { CliIo } from './io/cli-io.ts';
import { terminalStyle } from './io/terminal-style.ts';

const helpOption: OptionDefinition = { name: 'help', kind: 'flag', short: 'h', description: 'Show this help.' };

/**
 * Runs one command. Never throws and never ends the process: every failure becomes one sentence on standard error and an
 * exit code of docs/command-line.md.
 * @param argv the arguments after the program's name
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    const { exitCode, lines } = describeFailure(error, io.env);
    const style = terminalStyle(io.stderr, io.env);
    const [first = '', ...rest] = lines;
    io.stderr.write(`${style.red('turnstream:')} ${first}\n${rest.map((line) => `${line}\n`).join('')}`);
    return exitCode;
  } finally {
    await Promise.all([io.stdout.drained(), io.stderr.drained()]);
  }
}

async function dispatch(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    io.stderr.write(overview());
    return EXIT_CODE.usage;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(overview());
    return EXIT_CODE.ok;
  }
  if (name === '--version' || name === '-V') {
    io.stdout.write(`${await packageVersion()}\n`);
    return EXIT_CODE.ok;
  }
  const entry = commandList.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const names = commandList.map((candidate) => candidate.name).join(', ');
    throw usageError(`There is no command ${JSON.stringify(name)}; the commands are ${names}`);
  }
  return await runCommand(entry, await entry.load(), rest, io);
}

async function runCommand(
  entry: CommandEntry,
  command: Command,
  argv: readonly string[],
  io: CliIo,
): Promise<ExitCode> {
  const optionGroups = [...command.optionGroups, { title: 'Other', options: [helpOption] }];
  const outcome = parseOptions(
    argv,
    optionGroups.flatMap((group) => group.options),
  );
  const seeHelp = `see turnstream ${entry.name} --help`;
  if (outcome.kind === 'invalid') throw usageError(`${outcome.reason}; ${seeHelp}`);
  const { options } = outcome;
  if (options.flags.has('help')) {
    io.stdout.write(helpText({ ...command, optionGroups }, io.stdout.columns));
    return EXIT_CODE.ok;
  }
  if (options.operands.length < command.operands.min || options.operands.length > command.operands.max) {
    throw usageError(`turnstream ${entry.name} takes ${command.operands.what}; ${seeHelp}`);
  }
  return await command.run(options, io);
}

function overview(): string {
  const width = Math.max(...commandList.map((entry) => entry.name.length)) + 2;
  return [
    'Usage: turnstream <command> [options]',
    '',
    'Speech to text that knows when the speaker is done. Audio stays on this machine unless',
    '--deepgram or --url says otherwise.',
    '',
    'Commands:',
    ...commandList.map((entry) => `  ${entry.name.padEnd(width)}${entry.summary}`),
    '',
    'turnstream <command> --help shows its options, turnstream --version the version.',
    '',
  ].join('\n');
}

async function packageVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
  return String(version);
}
