import { EXIT_CODE } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';

/** The exit code of a command that did its work, or was told to stop before it had. */
export function exitCodeOf(interrupted: AbortSignal): ExitCode {
  if (!interrupted.aborted) return EXIT_CODE.ok;
  if (interrupted.reason === 'SIGTERM') return EXIT_CODE.terminated;
  if (interrupted.reason === 'output-closed') return EXIT_CODE.outputClosed;
  return EXIT_CODE.interrupted;
}
