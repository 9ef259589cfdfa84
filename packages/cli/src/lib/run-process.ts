import type { CliIo } from './io/cli-io.ts';
import { runCli } from './run-cli.ts';

const longestIntervalMs = 2_147_483_647;

/** Runs one command as this process: stays until it has ended, and leaves its exit code to the process. */
export async function runProcess(argv: readonly string[], io: CliIo): Promise<void> {
  // A session between two dials has only timers that keep no process; the command that waits for it does.
  const stay = setInterval(() => undefined, longestIntervalMs);
  try {
    process.exitCode = await runCli(argv, io);
  } finally {
    clearInterval(stay);
    // A read of standard input that nobody waits for any more would keep the process.
    process.stdin.destroy();
  }
}
