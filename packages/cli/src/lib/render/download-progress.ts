import type { CliIo } from '../io/cli-io.ts';
import { liveLine } from '../io/live-line.ts';
import { terminalStyle } from '../io/terminal-style.ts';

/** Bytes of a download, so far and in all. */
export type ByteProgress = { readonly doneBytes: number; readonly totalBytes: number };

/** Shows one download on standard error: a bar on a terminal, else a line at each quarter. */
export type DownloadProgress = {
  update(progress: ByteProgress): void;
  /** Takes the bar away. */
  end(): void;
};

const barCells = 30;

/** A download called `title`, in words that follow "Fetching". Silent until the first update. */
export function downloadProgress(title: string, io: CliIo): DownloadProgress {
  const style = terminalStyle(io.stderr, io.env);
  const line = liveLine(io.stderr, (head, tail) => `${head}${style.dim(tail)}`);
  let quartersShown = -1;
  return {
    update: ({ doneBytes, totalBytes }) => {
      const share = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
      const figures = `${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`;
      if (io.stderr.isTerminal) {
        const filled = Math.round(share * barCells);
        line.show(`Fetching ${title}  ${'█'.repeat(filled)}${'░'.repeat(barCells - filled)}  `, figures);
        return;
      }
      const quarters = Math.floor(share * 4);
      if (quarters === quartersShown) return;
      quartersShown = quarters;
      io.stderr.write(`Fetching ${title}: ${figures}\n`);
    },
    end: () => line.clear(),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
