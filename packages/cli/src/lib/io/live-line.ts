import type { CliOutput } from './cli-io.ts';

const clearLine = '\r\u001B[K';

/** The last line of a terminal, rewritten as things change. On anything but a terminal it writes nothing. */
export type LiveLine = {
  /** Shows `text` in place of what the line held. `head` is kept whole; a long `tail` loses its beginning. */
  show(head: string, tail: string): void;
  /** Removes the line, so that a normal line can be written in its place. */
  clear(): void;
};

/** A live line at the end of `output`. Nothing else may write to the terminal while it is shown. */
export function liveLine(output: CliOutput, paint: (head: string, tail: string) => string): LiveLine {
  let shown = '';
  return {
    show: (head, tail) => {
      if (!output.isTerminal) return;
      const text = paint(head, fitTail(tail, output.columns - 1 - characterCount(head)));
      if (text === shown) return;
      shown = text;
      output.write(`${clearLine}${text}`);
    },
    clear: () => {
      if (shown !== '') output.write(clearLine);
      shown = '';
    },
  };
}

function characterCount(text: string): number {
  return Array.from(text).length;
}

function fitTail(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  return width <= 1 ? '' : `…${characters.slice(characters.length - width + 1).join('')}`;
}
