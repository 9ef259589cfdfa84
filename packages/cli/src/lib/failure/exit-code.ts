/** What the process says when it ends. These numbers are part of the interface: docs/command-line.md lists them. */
export const EXIT_CODE = {
  /** Done. `serve` also ends with it when it is told to stop. */
  ok: 0,
  /** A defect of this program. */
  internal: 1,
  /** The arguments make no sense. */
  usage: 2,
  /** The audio is missing, unreadable, or of a kind that cannot be sent. */
  input: 3,
  /** The server was not reached, refused the credentials or the settings, or was lost. */
  connection: 4,
  /** The local recogniser or its models are missing or failed. */
  engine: 5,
  /** Stopped by Ctrl-C (SIGINT). */
  interrupted: 130,
  /** The reader of standard output went away. */
  outputClosed: 141,
  /** Stopped by SIGTERM. */
  terminated: 143,
} as const;

/** One of {@link EXIT_CODE}. */
export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];
