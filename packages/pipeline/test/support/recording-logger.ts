import type { Logger } from '@turnstream/flux';

/** A logger that keeps what it is told, as `level: message`, and the fields beside. */
export function recordingLogger(): {
  readonly logger: Logger;
  readonly lines: string[];
  readonly fields: Readonly<Record<string, unknown>>[];
} {
  const lines: string[] = [];
  const kept: Readonly<Record<string, unknown>>[] = [];
  const keep =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      lines.push(`${level}: ${message}`);
      kept.push(fields);
    };
  const logger = { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
  return { lines, fields: kept, logger };
}
