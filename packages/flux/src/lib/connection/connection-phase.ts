import type { FluxError } from '../errors.ts';

/** Where the session's one connection stands. `closed` is final; from `failed` a session may come back. */
export type ConnectionPhase =
  | { readonly status: 'idle' }
  | { readonly status: 'dialing'; readonly since: number; readonly deadlineAt: number }
  | { readonly status: 'handshaking'; readonly since: number; readonly deadlineAt: number }
  | { readonly status: 'open'; readonly since: number; readonly requestId: string; readonly ping: PingState }
  | { readonly status: 'waiting-to-redial'; readonly redialAt: number }
  | { readonly status: 'parked' }
  | { readonly status: 'draining'; readonly since: number; readonly requestId: string; readonly deadlineAt: number }
  | { readonly status: 'closed' }
  | { readonly status: 'failed'; readonly error: FluxError; readonly at: number };

/** `off` where the platform cannot ping; otherwise when to ping next, and until when a pong is owed. */
export type PingState = 'off' | { readonly nextAt: number; readonly pongBy: number | undefined };

/** Everything about connections: the current one and what the last ones came to. */
export type ConnectionLedger = {
  readonly phase: ConnectionPhase;
  /** Goes up with every dial; facts of another generation are stale. */
  readonly generation: number;
  /** Dials and short-lived connections that failed in a row. */
  readonly failures: number;
  /** Connections that reached `Connected`. */
  readonly connections: number;
  /** Refusals in a row whose reason the platform hides. */
  readonly hiddenRefusals: number;
  /** When the last connection was lost. */
  readonly lostAt: number | undefined;
};

/** A session that has not dialled yet. */
export const INITIAL_CONNECTION: ConnectionLedger = {
  phase: { status: 'idle' },
  generation: 0,
  failures: 0,
  connections: 0,
  hiddenRefusals: 0,
  lostAt: undefined,
};

/** The ledger with its fields laid out as in {@link INITIAL_CONNECTION}: see `sameShape` in the audio ledger. */
export function sameConnectionShape(ledger: ConnectionLedger): ConnectionLedger {
  const { phase, generation, failures, connections, hiddenRefusals, lostAt } = ledger;
  return { phase: samePhaseShape(phase), generation, failures, connections, hiddenRefusals, lostAt };
}

/** Only an open connection stays long enough to matter. */
function samePhaseShape(phase: ConnectionPhase): ConnectionPhase {
  if (phase.status !== 'open') return phase;
  const { status, since, requestId, ping } = phase;
  if (ping === 'off') return { status, since, requestId, ping };
  return { status, since, requestId, ping: { nextAt: ping.nextAt, pongBy: ping.pongBy } };
}

/** Whether there is a socket whose facts count. */
export function isLive(phase: ConnectionPhase): boolean {
  return phase.status === 'open' || 'deadlineAt' in phase;
}

/** Whether the session is over. */
export function isOver(phase: ConnectionPhase): boolean {
  return phase.status === 'closed' || phase.status === 'failed';
}

/** The server's name for the connection, once it has said it. */
export function requestIdOf(phase: ConnectionPhase): string | undefined {
  return phase.status === 'open' || phase.status === 'draining' ? phase.requestId : undefined;
}

/** The next moment at which the connection needs a `wake`. */
export function connectionWakeAt(phase: ConnectionPhase): number {
  switch (phase.status) {
    case 'dialing':
    case 'handshaking':
    case 'draining':
      return phase.deadlineAt;
    case 'waiting-to-redial':
      return phase.redialAt;
    case 'open':
      return phase.ping === 'off' ? Infinity : Math.min(phase.ping.nextAt, phase.ping.pongBy ?? Infinity);
    case 'idle':
    case 'parked':
    case 'closed':
    case 'failed':
      return Infinity;
  }
}
