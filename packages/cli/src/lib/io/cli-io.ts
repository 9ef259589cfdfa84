/** Where text goes: a terminal, a pipe, a file, or memory in a test. */
export type CliOutput = {
  /** Queues text. Never throws. */
  write(text: string): void;
  /** Resolves when what was written has left, or its reader has gone. */
  drained(): Promise<void>;
  /** Whether a person sees it as it comes: lines may then be rewritten and coloured. */
  readonly isTerminal: boolean;
  /** Width of the terminal in columns; 80 where there is none. */
  readonly columns: number;
};

/** Time, for what must go at the speed of speech. */
export type CliClock = {
  /** Monotonic milliseconds. */
  nowMs(): number;
  /** Resolves after `delayMs`, or as soon as `signal` is aborted. Never rejects. */
  wait(delayMs: number, signal: AbortSignal): Promise<void>;
};

/** Everything the command line touches, so that a test can bring its own. */
export type CliIo = {
  /** Bytes of standard input, read only when a command asks for them. */
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdinIsTerminal: boolean;
  /** Data, and nothing else. */
  readonly stdout: CliOutput;
  /** Notices, progress and errors. */
  readonly stderr: CliOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly workingFolder: string;
  readonly clock: CliClock;
  /** Aborted when the caller wants the command to stop; the reason is an {@link Interruption}. */
  readonly interrupted: AbortSignal;
};

/** Why a command is told to stop: Ctrl-C, the system's request, or that nobody reads the output any more. */
export type Interruption = 'SIGINT' | 'SIGTERM' | 'output-closed';
