import type { CliClock, CliIo, CliOutput, Interruption } from '../src/lib/io/cli-io.ts';

/** What a test sets; the rest is a quiet machine without a terminal, a key or audio. */
export type MemoryIoOptions = {
  readonly stdin?: AsyncIterable<Uint8Array>;
  readonly stdinIsTerminal?: boolean;
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  /** Default: one that jumps. */
  readonly clock?: CliClock;
};

/** A {@link CliIo} in memory. Its time jumps: a wait is over at once and moves the clock. */
export type MemoryIo = CliIo & {
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves when standard output holds `text`. */
  readonly outHolds: (text: string) => Promise<void>;
  readonly interrupt: (reason: Interruption) => void;
  /** Milliseconds waited for so far. */
  readonly waitedMs: () => number;
};

export function memoryIo(options: MemoryIoOptions = {}): MemoryIo {
  const controller = new AbortController();
  const terminal = { isTerminal: options.terminal ?? false, columns: options.columns ?? 80 };
  const stdout = memoryOutput(terminal);
  const stderr = memoryOutput(terminal);
  let nowMs = 0;
  return {
    stdin: options.stdin ?? bytes([]),
    stdinIsTerminal: options.stdinIsTerminal ?? false,
    stdout: stdout.output,
    stderr: stderr.output,
    env: options.env ?? {},
    workingFolder: options.workingFolder ?? '/',
    clock: options.clock ?? {
      nowMs: () => nowMs,
      wait: async (delayMs, signal) => {
        if (!signal.aborted) nowMs += delayMs;
        await Promise.resolve();
      },
    },
    interrupted: controller.signal,
    out: stdout.text,
    err: stderr.text,
    outHolds: stdout.holds,
    interrupt: (reason) => controller.abort(reason),
    waitedMs: () => nowMs,
  };
}

/**
 * A stream of these chunks.
 * @yields each of them
 */
export async function* bytes(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* chunks;
}

function memoryOutput(terminal: Pick<CliOutput, 'isTerminal' | 'columns'>): {
  output: CliOutput;
  text: () => string;
  holds: (part: string) => Promise<void>;
} {
  let text = '';
  const watchers: (() => void)[] = [];
  return {
    output: {
      ...terminal,
      write: (more) => {
        text += more;
        for (const watcher of watchers) watcher();
      },
      drained: async () => await Promise.resolve(),
    },
    text: () => text,
    holds: async (part) =>
      await new Promise<void>((resolve) => {
        const check = (): void => {
          if (text.includes(part)) resolve();
        };
        watchers.push(check);
        check();
      }),
  };
}
