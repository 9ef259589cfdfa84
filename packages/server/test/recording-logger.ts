import type { ServerLogger } from '@turnstream/server';

/** One line of the log. */
export type LogLine = {
  readonly level: keyof ServerLogger;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
};

/** A logger that keeps its lines. */
export function createRecordingLogger(): { readonly logger: ServerLogger; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const keep =
    (level: LogLine['level']): ServerLogger['info'] =>
    (message, fields) => {
      lines.push({ level, message, fields });
    };
  return { logger: { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }, lines };
}
