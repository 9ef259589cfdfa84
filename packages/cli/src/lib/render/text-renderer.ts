import type { CliIo } from '../io/cli-io.ts';
import { liveLine } from '../io/live-line.ts';
import { printable } from '../io/printable.ts';
import { terminalStyle } from '../io/terminal-style.ts';
import type { TurnRenderer } from './turn-renderer.ts';

/**
 * One line for each turn that ended with words. On a terminal the open turn grows in a last line on standard error, which
 * never reaches a pipe or a file.
 */
export function textRenderer(io: CliIo): TurnRenderer {
  const style = terminalStyle(io.stderr, io.env);
  const line = liveLine(io.stderr, (head, tail) => style.dim(`${head}${tail}`));
  return {
    event: (event) => {
      const transcript = printable(event.transcript);
      if (event.type !== 'turn-end') {
        line.show('… ', transcript);
        return;
      }
      line.clear();
      if (transcript !== '') io.stdout.write(`${transcript}\n`);
    },
    summary: () => undefined,
    clear: () => line.clear(),
  };
}
