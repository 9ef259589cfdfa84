import type { CliIo } from '../io/cli-io.ts';
import { printable } from '../io/printable.ts';
import { CliError } from './cli-error.ts';
import { EXIT_CODE } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';

/** A failure as a person at the terminal is told. */
export type FailureDescription = { readonly exitCode: ExitCode; readonly lines: readonly string[] };

/** By name, because loading the packages that own these errors would slow down every start. */
const exitCodeByName: ReadonlyMap<string, ExitCode> = new Map([
  ['FluxError', EXIT_CODE.connection],
  ['ModelStoreError', EXIT_CODE.engine],
  ['SherpaMissingError', EXIT_CODE.engine],
]);

/** Turns any thrown value into an exit code and its one sentence. A stack only where `TURNSTREAM_DEBUG` asks for it. */
export function describeFailure(error: unknown, env: CliIo['env']): FailureDescription {
  const stack = (env['TURNSTREAM_DEBUG'] ?? '') === '' || !(error instanceof Error) ? [] : [error.stack ?? ''];
  if (error instanceof CliError) return { exitCode: error.exitCode, lines: [printable(error.message), ...stack] };
  const exitCode = error instanceof Error ? exitCodeByName.get(error.name) : undefined;
  if (error instanceof Error && exitCode !== undefined) {
    const requestId =
      'requestId' in error && typeof error.requestId === 'string' ? ` (request ${error.requestId})` : '';
    return { exitCode, lines: [printable(`${error.message}${requestId}`), ...stack] };
  }
  const message = error instanceof Error ? error.message : String(error);
  const advice = stack.length === 0 ? '; set TURNSTREAM_DEBUG=1 to see where' : '';
  return { exitCode: EXIT_CODE.internal, lines: [`Unexpected failure: ${printable(message)}${advice}`, ...stack] };
}
