/** Where a server writes its log: every line about a connection has its `requestId`, none has a credential or a transcript. */
export type ServerLogger = {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
};

function ignore(): void {
  // A server without a logger is silent.
}

/** Writes nothing. */
export const silentServerLogger: ServerLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** What may be logged about something thrown: its name and message, not its fields. */
export function describeThrown(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'a value that is no Error was thrown';
}
