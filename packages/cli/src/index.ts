export { EXIT_CODE } from './lib/failure/exit-code.ts';
export type { ExitCode } from './lib/failure/exit-code.ts';
export type { CliIo, CliOutput, Interruption } from './lib/io/cli-io.ts';
export { processIo } from './lib/io/process-io.ts';
export { runCli } from './lib/run-cli.ts';
export { runProcess } from './lib/run-process.ts';
