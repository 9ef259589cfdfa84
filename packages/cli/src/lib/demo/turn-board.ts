import type { CliIo } from '../io/cli-io.ts';
import { liveLine } from '../io/live-line.ts';
import { printable } from '../io/printable.ts';
import { terminalStyle } from '../io/terminal-style.ts';
import type { TerminalStyle } from '../io/terminal-style.ts';

/** The five things that happen to a turn, under Deepgram's names. */
export type TurnHappening = 'StartOfTurn' | 'Update' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn';

/** Shows what happens to turns, as it happens, on standard output. */
export type TurnBoard = {
  /** @param atSeconds how much of the recording the event knows of */
  show(happening: TurnHappening, atSeconds: number, text: string): void;
  /** Takes away the line that is still growing. */
  clear(): void;
};

const longestName = 'EagerEndOfTurn'.length;

/**
 * One line for each happening, with its time. On a terminal the growing text of a turn rewrites its own line, elsewhere each
 * update is a line of its own.
 */
export function turnBoard(io: CliIo): TurnBoard {
  const style = terminalStyle(io.stdout, io.env);
  const growing = liveLine(io.stdout, (head, tail) => style.dim(`${head}${tail}`));
  let ended = false;
  return {
    show: (happening, atSeconds, text) => {
      const head = lineHead(happening, atSeconds);
      if (happening === 'Update' && io.stdout.isTerminal) {
        growing.show(head, printable(text));
        return;
      }
      growing.clear();
      if (ended) io.stdout.write('\n');
      ended = happening === 'EndOfTurn';
      const body = ended ? style.bold(printable(text)) : printable(text);
      io.stdout.write(`${paintHead(happening, head, style)}${body}`.trimEnd() + '\n');
    },
    clear: () => growing.clear(),
  };
}

function paintHead(happening: TurnHappening, head: string, style: TerminalStyle): string {
  switch (happening) {
    case 'StartOfTurn':
      return style.cyan(head);
    case 'Update':
      return style.dim(head);
    case 'EagerEndOfTurn':
      return style.yellow(head);
    case 'TurnResumed':
      return style.magenta(head);
    case 'EndOfTurn':
      return style.green(head);
  }
}

function lineHead(happening: TurnHappening, atSeconds: number): string {
  return `${atSeconds.toFixed(2).padStart(7)} s  ${happening.padEnd(longestName)}  `;
}
