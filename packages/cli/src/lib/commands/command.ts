import type { HelpSource } from '../arguments/help-text.ts';
import type { ParsedOptions } from '../arguments/parse-options.ts';
import type { ExitCode } from '../failure/exit-code.ts';
import type { CliIo } from '../io/cli-io.ts';

/** One word after `turnstream` and what it does. */
export type Command = HelpSource & {
  /** How many words may follow that are no options, and what they are, for the message when they do not fit. */
  readonly operands: { readonly min: number; readonly max: number; readonly what: string };
  /** @throws CliError, or any error of the packages below */
  run(options: ParsedOptions, io: CliIo): Promise<ExitCode>;
};

/** What the list of commands shows without loading the command. */
export type CommandEntry = {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
};
