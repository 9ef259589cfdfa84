import { EXIT_CODE } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';

/** A failure with its exit code. The message is one clear sentence for the person at the terminal, without secrets. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The arguments make no sense. */
export function usageError(message: string): CliError {
  return new CliError(EXIT_CODE.usage, message);
}

/** The audio cannot be used. */
export function inputError(message: string, options?: ErrorOptions): CliError {
  return new CliError(EXIT_CODE.input, message, options);
}
