import type { Logger } from '@turnstream/flux';

import type { CliIo } from '../io/cli-io.ts';
import { printable } from '../io/printable.ts';
import { terminalStyle } from '../io/terminal-style.ts';

/** A log on standard error, a line each: the level, the message, and its fields as `name=value`. */
export function stderrLogger(io: CliIo, lowestLevel: 'info' | 'warn'): Logger {
  const style = terminalStyle(io.stderr, io.env);
  const line = (level: string, message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const shown = Object.entries(fields).map(([name, value]) => ` ${name}=${fieldText(value)}`);
    io.stderr.write(`${level}: ${printable(message)}${style.dim(printable(shown.join('')).replace(/^(?=.)/, ' '))}\n`);
  };
  return {
    debug: () => undefined,
    info: lowestLevel === 'info' ? (message, fields) => line('info', message, fields) : () => undefined,
    warn: (message, fields) => line(style.yellow('warning'), message, fields),
    error: (message, fields) => line(style.red('error'), message, fields),
  };
}

function fieldText(value: unknown): string {
  if (typeof value === 'string') return /^[\w.:/-]+$/.test(value) ? value : JSON.stringify(value);
  return value instanceof Error ? JSON.stringify(value.message) : (JSON.stringify(value) ?? 'undefined');
}
