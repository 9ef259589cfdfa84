/** How long a wait may take and what it is called when it fails. */
export type WaitOptions = {
  /** Longest wait in milliseconds of real time. Default 5 000. */
  readonly timeoutMs?: number;
  /** What is waited for, as it reads after "waited 5000 ms for". */
  readonly description?: string;
};

/** The wait of {@link WaitOptions.timeoutMs} when none is given, in milliseconds. */
export const DEFAULT_WAIT_TIMEOUT_MS = 5_000;
