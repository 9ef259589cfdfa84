/** Whether the user's turn is open, and what was last signalled about it. */
export type UserTurnState =
  | {
      readonly phase: 'closed';
      readonly speaking: boolean;
      /** The service's count of the turn that was closed last. */
      readonly lastTurnId: number | undefined;
    }
  | {
      readonly phase: 'open';
      readonly speaking: boolean;
      /** The service's count, where it counts. */
      readonly turnId: number | undefined;
      /** Whether a stop was signalled since the start. */
      readonly isStopSignalled: boolean;
      /** When anything last happened in this turn. */
      readonly activeAtMs: number;
    };

/** Why a turn was closed. */
export type UserTurnCloseReason =
  /** A stop strategy decided. */
  | 'strategy'
  /** Nothing had happened for too long. */
  | 'timeout'
  /** The next turn began. */
  | 'superseded'
  /** The user is not to be heard from now on. */
  | 'muted'
  /** The pipeline ends. */
  | 'ended';

/** What happens to a turn. */
export type UserTurnInput =
  | { readonly type: 'start-signal' }
  | { readonly type: 'stop-signal' }
  | { readonly type: 'text' }
  | {
      readonly type: 'start';
      readonly turnId: number | undefined;
      readonly announce: boolean;
      readonly interrupt: boolean;
      readonly supersede: boolean;
    }
  | { readonly type: 'interrupt' }
  | { readonly type: 'infer' }
  | { readonly type: 'stop'; readonly announce: boolean }
  | { readonly type: 'close'; readonly reason: 'muted' | 'ended' }
  | { readonly type: 'time' };

/** What is to be done about a turn. */
export type UserTurnEffect =
  | {
      readonly type: 'started';
      readonly turnId: number | undefined;
      readonly announce: boolean;
      readonly interrupt: boolean;
    }
  | { readonly type: 'interrupt' }
  | { readonly type: 'infer' }
  | { readonly type: 'timed-out' }
  | {
      readonly type: 'stopped';
      readonly turnId: number | undefined;
      readonly announce: boolean;
      readonly reason: UserTurnCloseReason;
    };

/** The next state, and what is to be done, in this order. */
export type UserTurnStep = { readonly state: UserTurnState; readonly effects: readonly UserTurnEffect[] };

type OpenTurn = Extract<UserTurnState, { phase: 'open' }>;

/** Before the first turn. */
export const noUserTurn: UserTurnState = { phase: 'closed', speaking: false, lastTurnId: undefined };

/** The next state of the user's turn. */
export function stepUserTurn(
  state: UserTurnState,
  input: UserTurnInput,
  time: { readonly nowMs: number; readonly stopTimeoutMs: number },
): UserTurnStep {
  const { nowMs } = time;
  switch (input.type) {
    case 'start-signal':
      return { state: { ...touch(state, nowMs), speaking: true }, effects: [] };
    case 'stop-signal': {
      const next = touch(state, nowMs);
      if (next.phase === 'closed') return { state: { ...next, speaking: false }, effects: [] };
      return { state: { ...next, speaking: false, isStopSignalled: true }, effects: [] };
    }
    case 'text':
      return { state: touch(state, nowMs), effects: [] };
    case 'start':
      return start(state, input, nowMs);
    case 'interrupt':
      return { state, effects: state.phase === 'closed' ? [] : [{ type: 'interrupt' }] };
    case 'infer':
      if (state.phase === 'closed' || state.speaking) return { state, effects: [] };
      return { state: touch(state, nowMs), effects: [{ type: 'infer' }] };
    case 'stop':
      if (state.phase === 'closed' || state.speaking) return { state, effects: [] };
      return close(state, 'strategy', input.announce);
    case 'close':
      // Whatever was signalled is forgotten: its stop may never be heard.
      if (state.phase === 'closed') return { state: { ...state, speaking: false }, effects: [] };
      return close({ ...state, speaking: false }, input.reason, true);
    case 'time': {
      const dueAtMs = userTurnTimesOutAtMs(state, time.stopTimeoutMs);
      if (state.phase === 'closed' || dueAtMs === undefined || nowMs < dueAtMs) return { state, effects: [] };
      const closed = close(state, 'timeout', true);
      return { ...closed, effects: [{ type: 'timed-out' }, ...closed.effects] };
    }
  }
}

/** When a turn in which nothing happens is given up; `undefined`: it is not open, or the user speaks. */
export function userTurnTimesOutAtMs(state: UserTurnState, stopTimeoutMs: number): number | undefined {
  return state.phase === 'open' && !state.speaking ? state.activeAtMs + stopTimeoutMs : undefined;
}

function start(state: UserTurnState, input: Extract<UserTurnInput, { type: 'start' }>, nowMs: number): UserTurnStep {
  const { turnId, announce, interrupt } = input;
  const opened: OpenTurn = {
    phase: 'open',
    speaking: state.speaking,
    turnId,
    isStopSignalled: false,
    activeAtMs: nowMs,
  };
  const started: UserTurnEffect = { type: 'started', turnId, announce, interrupt };
  if (state.phase === 'closed') return { state: opened, effects: [started] };
  if (input.supersede && isAnotherTurn(state, turnId)) {
    return { state: opened, effects: [...close(state, 'superseded', announce).effects, started] };
  }
  return { state: { ...state, turnId: state.turnId ?? turnId, activeAtMs: nowMs }, effects: [] };
}

/** Whether a start speaks of another turn than the open one: by its count, else by a stop in between. */
function isAnotherTurn(open: OpenTurn, turnId: number | undefined): boolean {
  if (open.turnId !== undefined && turnId !== undefined) return open.turnId !== turnId;
  return open.isStopSignalled;
}

function close(state: OpenTurn, reason: UserTurnCloseReason, announce: boolean): UserTurnStep {
  return {
    state: { phase: 'closed', speaking: state.speaking, lastTurnId: state.turnId },
    effects: [{ type: 'stopped', turnId: state.turnId, announce, reason }],
  };
}

function touch(state: UserTurnState, nowMs: number): UserTurnState {
  return state.phase === 'open' ? { ...state, activeAtMs: nowMs } : state;
}
