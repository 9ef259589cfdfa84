import type { DialFailure } from '../transport/transport.ts';

/** What the standard constructor throws: a bad address or subprotocol, or an insecure address in a secure page. */
const REFUSALS: ReadonlySet<string> = new Set(['SyntaxError', 'SecurityError']);

/** The failure of a dial that threw. What a platform refuses outright it will refuse again, as a server that hides why. */
export function failureOfThrown(cause: unknown): DialFailure {
  if (cause instanceof Error && REFUSALS.has(cause.name)) {
    return { message: 'this platform refuses the address or the credential', hidden: true, cause };
  }
  const said = cause instanceof Error ? cause.message : String(cause);
  return { message: `the WebSocket could not be opened (${said})`, cause };
}
