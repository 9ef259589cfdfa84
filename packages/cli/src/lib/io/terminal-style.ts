import { styleText } from 'node:util';

import type { CliIo, CliOutput } from './cli-io.ts';

/** Colours for one output; each returns its text unchanged where colours are not wanted. */
export type TerminalStyle = {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  magenta(text: string): string;
  cyan(text: string): string;
};

/** Colours only on a terminal, and not when `NO_COLOR` has any value (no-color.org) or the terminal is dumb. */
export function terminalStyle(output: CliOutput, env: CliIo['env']): TerminalStyle {
  const wanted = output.isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const paint =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      wanted ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    magenta: paint('magenta'),
    cyan: paint('cyan'),
  };
}
