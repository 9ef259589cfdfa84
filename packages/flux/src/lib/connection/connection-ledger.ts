import { FluxError, type FluxErrorCode } from '../errors.ts';
import type { SessionInput } from '../session/session-input.ts';
import type { TransportClose } from '../transport/transport.ts';
import {
  connectionWakeAt,
  isLive,
  isOver,
  requestIdOf,
  type ConnectionLedger,
  type ConnectionPhase,
  type PingState,
} from './connection-phase.ts';
import { errorFromClose, errorFromDial, errorFromMessage } from './connection-failure.ts';
import { redialDelayMs, STABLE_AFTER_MS, type RedialPolicy } from './redial-policy.ts';

/** What the other ledgers must know. */
export type ConnectionNews =
  | { readonly type: 'connected'; readonly requestId: string }
  | {
      readonly type: 'dropped';
      readonly cause: 'connection' | 'stalled';
      readonly error: FluxError;
      /** What becomes of the session: it redials for its life, it parks, or it asked for this itself. */
      readonly outcome: 'redial' | 'park' | 'replace';
    }
  /** A dial came to nothing and will be tried again. */
  | { readonly type: 'dial-failed'; readonly error: FluxError; readonly redialInMs: number }
  /** The server refused changed settings at a dial: undo them and dial once more. */
  | { readonly type: 'settings-refused'; readonly error: FluxError }
  | {
      readonly type: 'ended';
      readonly reason: 'stopped' | 'cancelled' | 'failed';
      readonly error: FluxError | undefined;
      /** Whether the server closed as it does when it has decoded all it was sent. */
      readonly decoded: boolean;
    };

/** What the connection wants done. The session adds the settings to a dial. */
export type ConnectionEffect =
  | { readonly type: 'dial'; readonly generation: number }
  | { readonly type: 'hang-up'; readonly how: 'close' | 'terminate' }
  | { readonly type: 'ping' };

/** What a connection step needs to know of the rest of the session. */
export type ConnectionContext = {
  readonly policy: RedialPolicy;
  /** Where the session dials, without its query. */
  readonly url: string;
  /** Whether the last dial carried settings that no server has accepted yet. */
  readonly settingsUnproven: boolean;
  /** What was sent and not answered: when the server cannot read us, it is this. */
  readonly unanswered: 'ForceEndTurn' | 'Configure' | undefined;
  /** Whether nobody speaks, nothing waits and no audio came for a while. */
  readonly idle: boolean;
  /** Whether `finish()` waits for audio that was sent, and that the server has not shown to have decoded. */
  readonly owed: boolean;
};

/** The outcome of one step. */
export type ConnectionStep = {
  readonly ledger: ConnectionLedger;
  readonly effects: readonly ConnectionEffect[];
  readonly news: readonly ConnectionNews[];
};

/** Shared by the steps that come to nothing: nearly all. */
const NOTHING: readonly never[] = [];

/** Longest wait for a pong. */
const PONG_WITHIN_MS = 10_000;

/** Moves the connection by one fact. Facts of an old generation change nothing. */
export function stepConnection(
  ledger: ConnectionLedger,
  input: SessionInput,
  context: ConnectionContext,
): ConnectionStep {
  if ('generation' in input && (input.generation !== ledger.generation || !isLive(ledger.phase)))
    return unchanged(ledger);
  switch (input.type) {
    case 'begin':
      return ledger.phase.status === 'idle' ? dial(ledger, input.at, context) : unchanged(ledger);
    case 'chunk':
      return ledger.phase.status === 'parked' && input.mayDial ? dial(ledger, input.at, context) : unchanged(ledger);
    case 'opened':
      return ledger.phase.status === 'dialing'
        ? moved({ ...ledger, phase: { ...ledger.phase, status: 'handshaking' } })
        : unchanged(ledger);
    case 'message':
      return stepMessage(ledger, input, context);
    case 'oversized': {
      const error = new FluxError('protocol-error', `The server broke the protocol's limits: ${input.reason}.`, {
        retryable: true,
        requestId: requestIdOf(ledger.phase),
      });
      return replaceConnection(ledger, input, context, error, 'connection');
    }
    case 'auth-failed': {
      const error = new FluxError(
        'auth-failed',
        'auth() gave no credential. It must resolve to { apiKey } or { token }.',
        {
          retryable: true,
          cause: input.cause,
        },
      );
      return lose(ledger, input, context, error, 'connection');
    }
    case 'closed':
      return stepClosed(ledger, input, context);
    case 'pong':
      return ledger.phase.status === 'open' && ledger.phase.ping !== 'off'
        ? moved({ ...ledger, phase: { ...ledger.phase, ping: { ...ledger.phase.ping, pongBy: undefined } } })
        : unchanged(ledger);
    case 'ping-unavailable':
      return ledger.phase.status === 'open'
        ? moved({ ...ledger, phase: { ...ledger.phase, ping: 'off' } })
        : unchanged(ledger);
    case 'wake':
      return stepWake(ledger, input, context);
    case 'cancel':
      return isOver(ledger.phase) ? unchanged(ledger) : end(ledger, 'cancelled');
    case 'noise':
    case 'configure':
    case 'force-end-turn':
    case 'finish':
    case 'stop':
      return unchanged(ledger);
  }
}

/** Replaces a connection that is open and useless: it stalled, or its server lost its way. */
export function replaceConnection(
  ledger: ConnectionLedger,
  input: SessionInput,
  context: ConnectionContext,
  error: FluxError,
  cause: 'connection' | 'stalled',
): ConnectionStep {
  const step = lose(ledger, input, context, error, cause);
  return { ...step, effects: [{ type: 'hang-up', how: 'terminate' }, ...step.effects] };
}

/** New audio brings a failed session back no sooner: it would only fail again. */
const REVIVE_AFTER_MS = 10_000;

/** What a change of settings may mend. */
const MENDED_BY_SETTINGS: ReadonlySet<FluxErrorCode> = new Set(['bad-request', 'forbidden']);

/**
 * Whether a fact brings a failed session back: audio, when the same dial may succeed later; a change of settings, when
 * they were the cause.
 */
export function revives(phase: ConnectionPhase, input: SessionInput): boolean {
  if (phase.status !== 'failed') return false;
  const mayDial = input.type === 'chunk' && input.mayDial && input.at >= phase.at + REVIVE_AFTER_MS;
  if (phase.error.retryable) return mayDial || input.type === 'configure';
  return input.type === 'configure' && MENDED_BY_SETTINGS.has(phase.error.code);
}

/** A failed connection as if nothing had been dialled yet. Its generations go on. */
export function revived(ledger: ConnectionLedger): ConnectionLedger {
  return { ...ledger, phase: { status: 'idle' }, failures: 0, hiddenRefusals: 0, lostAt: undefined };
}

/** Begins to dial. */
export function dial(ledger: ConnectionLedger, at: number, context: ConnectionContext): ConnectionStep {
  const generation = ledger.generation + 1;
  const phase: ConnectionPhase = { status: 'dialing', since: at, deadlineAt: at + context.policy.connectTimeoutMs };
  return { ledger: { ...ledger, generation, phase }, effects: [{ type: 'dial', generation }], news: [] };
}

/** Closes an open connection between turns and dials again, for settings that only a dial can carry. */
export function redial(ledger: ConnectionLedger, input: SessionInput, context: ConnectionContext): ConnectionStep {
  const step = dial({ ...ledger, lostAt: input.at }, input.at, context);
  const error = new FluxError('connection-lost', 'The connection was replaced for new settings.', { retryable: true });
  return {
    ledger: step.ledger,
    effects: [{ type: 'hang-up', how: 'close' }, ...step.effects],
    news: [{ type: 'dropped', cause: 'connection', error, outcome: 'replace' }],
  };
}

/** The session said `CloseStream`: from here on it only reads, until the close or the deadline. */
export function drain(ledger: ConnectionLedger, deadlineAt: number): ConnectionLedger {
  if (ledger.phase.status !== 'open') return ledger;
  const { since, requestId } = ledger.phase;
  return { ...ledger, phase: { status: 'draining', since, requestId, deadlineAt } };
}

/** Ends the session as asked, dropping whatever connection there is. */
export function end(ledger: ConnectionLedger, reason: 'stopped' | 'cancelled'): ConnectionStep {
  return {
    ledger: { ...ledger, phase: { status: 'closed' } },
    effects: isLive(ledger.phase) ? [{ type: 'hang-up', how: 'terminate' }] : [],
    news: [{ type: 'ended', reason, error: undefined, decoded: false }],
  };
}

/** Ends the session with an error. */
export function fail(ledger: ConnectionLedger, error: FluxError, at: number): ConnectionStep {
  return {
    ledger: { ...ledger, phase: { status: 'failed', error, at } },
    effects: isLive(ledger.phase) ? [{ type: 'hang-up', how: 'terminate' }] : [],
    news: [{ type: 'ended', reason: 'failed', error, decoded: false }],
  };
}

function stepMessage(
  ledger: ConnectionLedger,
  input: Extract<SessionInput, { type: 'message' }>,
  context: ConnectionContext,
): ConnectionStep {
  const { message } = input;
  if (message.type === 'Connected' && (ledger.phase.status === 'handshaking' || ledger.phase.status === 'dialing')) {
    const { pingIntervalMs } = context.policy;
    const ping: PingState = pingIntervalMs === 0 ? 'off' : { nextAt: input.at + pingIntervalMs, pongBy: undefined };
    return {
      ledger: {
        ...ledger,
        phase: { status: 'open', since: input.at, requestId: message.request_id, ping },
        connections: ledger.connections + 1,
        hiddenRefusals: 0,
      },
      effects: [],
      news: [{ type: 'connected', requestId: message.request_id }],
    };
  }
  if (message.type !== 'Error') return unchanged(ledger);
  if (message.code === 'INACTIVE_CLIENT' && ledger.phase.status !== 'draining')
    return park(ledger, input.at, errorFromMessage(message, requestIdOf(ledger.phase)));
  const error = errorFromMessage(message, requestIdOf(ledger.phase), context.unanswered);
  return replaceConnection(ledger, input, context, error, 'connection');
}

function stepClosed(
  ledger: ConnectionLedger,
  input: Extract<SessionInput, { type: 'closed' }>,
  context: ConnectionContext,
): ConnectionStep {
  switch (ledger.phase.status) {
    case 'draining':
    case 'open': {
      if (ledger.phase.status === 'draining' && isGoodbye(input.close)) return stopped(ledger, true);
      const error = errorFromClose(input.close, ledger.phase.requestId);
      return context.idle && input.close.failure === undefined && ledger.phase.status === 'open'
        ? { ...park(ledger, input.at, error), effects: [] }
        : lose(ledger, input, context, error, 'connection');
    }
    case 'dialing':
    case 'handshaking':
      return refused(ledger, input, context, input.close);
    case 'idle':
    case 'waiting-to-redial':
    case 'parked':
    case 'closed':
    case 'failed':
      return unchanged(ledger);
  }
}

/** A dial came to nothing: final where the server said why and it will not change; otherwise another try. */
function refused(
  ledger: ConnectionLedger,
  input: SessionInput,
  context: ConnectionContext,
  close: TransportClose,
): ConnectionStep {
  const error =
    ledger.phase.status === 'dialing'
      ? errorFromDial(close, context.url)
      : errorFromClose(close, requestIdOf(ledger.phase));
  if (error.code === 'bad-request' && context.settingsUnproven && ledger.connections > 0) {
    const step = dial(ledger, input.at, context);
    return { ...step, news: [{ type: 'settings-refused', error }] };
  }
  if (!error.retryable) return fail({ ...ledger, phase: { status: 'idle' } }, error, input.at);
  const hiddenRefusals = close.failure?.hidden === true && ledger.connections === 0 ? ledger.hiddenRefusals + 1 : 0;
  if (hiddenRefusals >= 2) {
    const reason = `${context.url} refused the connection twice and this platform hides why. Check the credentials and the options.`;
    return fail(
      { ...ledger, phase: { status: 'idle' } },
      new FluxError('connect-refused', reason, { cause: error }),
      input.at,
    );
  }
  return lose({ ...ledger, hiddenRefusals }, input, context, error, 'connection', close.failure?.retryAfterMs);
}

function stepWake(ledger: ConnectionLedger, input: SessionInput, context: ConnectionContext): ConnectionStep {
  const { phase } = ledger;
  if (input.at < connectionWakeAt(phase)) return unchanged(ledger);
  switch (phase.status) {
    case 'waiting-to-redial':
      return dial(ledger, input.at, context);
    case 'dialing':
    case 'handshaking': {
      const seconds = context.policy.connectTimeoutMs / 1_000;
      const waitedFor = phase.status === 'dialing' ? 'no connection' : 'no Connected message';
      const message = `${context.url} gave ${waitedFor} within ${seconds} s. Check that a Flux server answers there.`;
      const error = new FluxError('connect-timeout', message, { retryable: true });
      return replaceConnection(ledger, input, context, error, 'connection');
    }
    case 'draining':
      return end(ledger, 'stopped');
    case 'open':
      return stepPing(ledger, phase, input, context);
    case 'idle':
    case 'parked':
    case 'closed':
    case 'failed':
      return unchanged(ledger);
  }
}

function stepPing(
  ledger: ConnectionLedger,
  phase: Extract<ConnectionPhase, { status: 'open' }>,
  input: SessionInput,
  context: ConnectionContext,
): ConnectionStep {
  if (phase.ping === 'off') return unchanged(ledger);
  if (input.at >= (phase.ping.pongBy ?? Infinity)) {
    const message = `The server did not answer a ping within ${PONG_WITHIN_MS / 1_000} s.`;
    const error = new FluxError('connection-lost', message, { retryable: true, requestId: phase.requestId });
    return replaceConnection(ledger, input, context, error, 'stalled');
  }
  const ping = {
    nextAt: input.at + context.policy.pingIntervalMs,
    pongBy: phase.ping.pongBy ?? input.at + PONG_WITHIN_MS,
  };
  return { ledger: { ...ledger, phase: { ...phase, ping } }, effects: [{ type: 'ping' }], news: [] };
}

/** The connection is gone: wait and dial again, or give up. */
function lose(
  ledger: ConnectionLedger,
  input: SessionInput,
  context: ConnectionContext,
  error: FluxError,
  cause: 'connection' | 'stalled',
  retryAfterMs = 0,
): ConnectionStep {
  const { phase } = ledger;
  if (phase.status === 'draining' && !context.owed) return stopped(ledger, false);
  const wasOpen = phase.status === 'open' || phase.status === 'draining';
  const wasStable = wasOpen && input.at - phase.since >= STABLE_AFTER_MS;
  const failures = wasStable ? 0 : ledger.failures + 1;
  const dropped: readonly ConnectionNews[] = wasOpen ? [{ type: 'dropped', cause, error, outcome: 'redial' }] : [];
  if (!error.retryable || failures >= context.policy.maxFailedDials) {
    const failed = fail({ ...ledger, failures, phase: { status: 'idle' } }, error, input.at);
    return { ...failed, news: [...dropped, ...failed.news] };
  }
  const redialAt = input.at + redialDelayMs(context.policy, failures, input.random, retryAfterMs);
  const lostAt = wasOpen ? input.at : ledger.lostAt;
  return {
    ledger: { ...ledger, failures, lostAt, phase: { status: 'waiting-to-redial', redialAt } },
    effects: [],
    news: wasOpen ? dropped : [{ type: 'dial-failed', error, redialInMs: redialAt - input.at }],
  };
}

/** Nobody speaks and the server hung up: no dialling until there is audio. */
function park(ledger: ConnectionLedger, at: number, error: FluxError): ConnectionStep {
  return {
    ledger: { ...ledger, failures: 0, lostAt: at, phase: { status: 'parked' } },
    effects: [{ type: 'hang-up', how: 'terminate' }],
    news: [{ type: 'dropped', cause: 'connection', error, outcome: 'park' }],
  };
}

/** The closes that a server ends a `CloseStream` with; a platform that hides the code shows none. */
function isGoodbye({ code = 1_005, failure }: TransportClose): boolean {
  return failure === undefined && (code === 1_000 || code === 1_005);
}

function stopped(ledger: ConnectionLedger, decoded: boolean): ConnectionStep {
  const news: ConnectionNews = { type: 'ended', reason: 'stopped', error: undefined, decoded };
  return { ledger: { ...ledger, phase: { status: 'closed' } }, effects: [], news: [news] };
}

function moved(ledger: ConnectionLedger): ConnectionStep {
  return { ledger, effects: NOTHING, news: NOTHING };
}

function unchanged(ledger: ConnectionLedger): ConnectionStep {
  return moved(ledger);
}
