import type { CliIo } from '../io/cli-io.ts';
import { printable } from '../io/printable.ts';
import { terminalStyle } from '../io/terminal-style.ts';

/** Says something to the person on standard error, a line each. */
export function notice(io: CliIo): (text: string) => void {
  const style = terminalStyle(io.stderr, io.env);
  return (text) => io.stderr.write(`${style.dim(printable(text))}\n`);
}
