import { performance } from 'node:perf_hooks';
import { setTimeout as waitFor } from 'node:timers/promises';
import type { WriteStream } from 'node:tty';

import type { CliClock, CliIo, CliOutput, Interruption } from './cli-io.ts';

/** One Ctrl-C may arrive twice: from the terminal and from npx or tsx, which pass it on. */
const sameSignalMs = 1_000;

/**
 * The command line's view of this process. The first SIGINT or SIGTERM aborts `interrupted`, so that the open turn can
 * still be printed; another one a second later or more kills the process, as the system's default does.
 */
export function processIo(): CliIo {
  const controller = new AbortController();
  const interrupt = (reason: Interruption): void => controller.abort(reason);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const onSignal = (): void => {
      interrupt(signal);
      setTimeout(() => process.off(signal, onSignal), sameSignalMs).unref();
    };
    process.on(signal, onSignal);
  }
  return {
    get stdin() {
      return process.stdin;
    },
    get stdinIsTerminal() {
      return process.stdin.isTTY;
    },
    stdout: streamOutput(process.stdout, () => interrupt('output-closed')),
    stderr: streamOutput(process.stderr, () => undefined),
    env: process.env,
    workingFolder: process.cwd(),
    clock: systemClock,
    interrupted: controller.signal,
  };
}

/** The time of this machine. */
export const systemClock: CliClock = {
  nowMs: () => performance.now(),
  wait: async (delayMs, signal) => {
    try {
      await waitFor(delayMs, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
};

function streamOutput(stream: WriteStream, onClosed: () => void): CliOutput {
  let closed = false;
  stream.on('error', () => {
    closed = true;
    onClosed();
  });
  return {
    write: (text) => {
      if (!closed) stream.write(text);
    },
    drained: async () => {
      if (closed || stream.writableLength === 0) return;
      // The callback of an empty write comes after everything before it, and also when the stream has failed.
      await new Promise<void>((resolve) => {
        stream.write('', () => resolve());
      });
    },
    get isTerminal() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns > 0 ? stream.columns : 80;
    },
  };
}
