import { resolve } from 'node:path';

import type { ParsedOptions } from '../arguments/parse-options.ts';
import { usageError } from '../failure/cli-error.ts';
import { EXIT_CODE } from '../failure/exit-code.ts';
import { exitCodeOf } from '../failure/exit-code-of.ts';
import type { ExitCode } from '../failure/exit-code.ts';
import type { CliIo } from '../io/cli-io.ts';
import { printable } from '../io/printable.ts';
import { fetchModels } from '../local/fetch-models.ts';
import { modelLines } from '../render/model-lines.ts';
import type { Command } from './command.ts';

/** `turnstream models list | pull | use` */
export const modelsCommand: Command = {
  usage: 'turnstream models list | pull [<model> ...] | use <model>',
  description:
    'The speech models of this machine. list: what there is, from where, how large and under which licence. pull: fetches models, by default those the local recogniser needs, and prints the folder they are in. use: chooses an installed recogniser for the Flux model it serves.',
  operands: { min: 1, max: 20, what: 'an action: list, pull or use' },
  optionGroups: [
    {
      title: 'Options',
      options: [
        {
          name: 'folder',
          kind: 'text',
          value: 'path',
          description: 'Keep them here; for other commands name this folder in TURNSTREAM_MODELS.',
        },
      ],
    },
  ],
  examples: [
    'turnstream models list',
    'turnstream models pull',
    'turnstream models pull whisper-base',
    'turnstream models use parakeet-tdt-0.6b-v2-en',
  ],
  run,
};

async function run(options: ParsedOptions, io: CliIo): Promise<ExitCode> {
  const [action, ...names] = options.operands;
  const { modelsFolder } = await import('@turnstream/engine');
  const named = options.texts.get('folder');
  const folder = named === undefined ? undefined : resolve(io.workingFolder, named);
  const used = folder ?? modelsFolder({ environment: io.env }).path;
  switch (action) {
    case 'list':
      if (names.length > 0) throw usageError('list takes no names; use: turnstream models list');
      return list(used, io);
    case 'pull':
      return pull(names, folder, io);
    case 'use':
      return use(names, used, io);
    case undefined:
    default:
      throw usageError(
        `There is no action ${JSON.stringify(action)}; use: turnstream models list, models pull or models use`,
      );
  }
}

async function list(folder: string, io: CliIo): Promise<ExitCode> {
  const { listModels, modelsInUse } = await import('@turnstream/engine');
  const inUse = Object.values(await modelsInUse(folder));
  io.stdout.write(`${modelLines(await listModels(folder), new Set(inUse)).join('\n')}\n`);
  return EXIT_CODE.ok;
}

async function pull(names: readonly string[], folder: string | undefined, io: CliIo): Promise<ExitCode> {
  await requireKnown(names);
  let models;
  try {
    models = await fetchModels({ folder, models: names.length === 0 ? undefined : names }, io);
  } catch (error) {
    if (io.interrupted.aborted) return exitCodeOf(io.interrupted);
    throw error;
  }
  io.stderr.write(
    models.fetched.length === 0 ? 'The speech models are there already\n' : 'The speech models are ready\n',
  );
  io.stdout.write(`${printable(models.folder)}\n`);
  return exitCodeOf(io.interrupted);
}

async function use(names: readonly string[], folder: string, io: CliIo): Promise<ExitCode> {
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) throw usageError('use takes one name; see: turnstream models list');
  await requireKnown(names);
  const { describeModels, useModel } = await import('@turnstream/engine');
  if (describeModels().find(({ id }) => id === name)?.serves === undefined) {
    throw usageError(`${name} is no recogniser, so there is nothing to choose; see: turnstream models list`);
  }
  const served = await useModel(name, folder);
  io.stderr.write(`${served} is served by ${name} from the next start on\n`);
  return EXIT_CODE.ok;
}

async function requireKnown(names: readonly string[]): Promise<void> {
  const { describeModels } = await import('@turnstream/engine');
  const unknown = names.find((name) => !describeModels().some(({ id }) => id === name));
  if (unknown !== undefined) {
    throw usageError(`There is no model ${JSON.stringify(unknown)}; see: turnstream models list`);
  }
}
