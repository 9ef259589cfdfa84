import type { CliIo } from '../io/cli-io.ts';
import type { TurnRenderer } from './turn-renderer.ts';

/**
 * One JSON object a line: every turn event without the server's own message, then one `summary`.
 * docs/command-line.md describes the fields.
 */
export function jsonLinesRenderer(io: CliIo): TurnRenderer {
  const write = (value: object): void => io.stdout.write(`${JSON.stringify(value)}\n`);
  return {
    event: (event) => write({ ...event, message: undefined }),
    summary: (summary) => write({ type: 'summary', ...summary }),
    clear: () => undefined,
  };
}
