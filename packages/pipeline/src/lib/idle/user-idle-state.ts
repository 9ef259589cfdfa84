/** What bears on whether the user has been silent for too long. */
export type UserIdleState = {
  /** 0: the user may be silent for ever. */
  readonly timeoutMs: number;
  readonly isTurnOpen: boolean;
  readonly openCalls: number;
  /** Since when an answer of the user is waited for. */
  readonly waitingSinceMs: number | undefined;
};

/** What bears on it. */
export type UserIdleInput =
  | { readonly type: 'bot-started' }
  | { readonly type: 'bot-stopped' }
  | { readonly type: 'turn-started' }
  | { readonly type: 'turn-stopped' }
  | { readonly type: 'calls-started'; readonly count: number }
  | { readonly type: 'call-ended' }
  | { readonly type: 'timeout-changed'; readonly timeoutMs: number }
  | { readonly type: 'idle' };

/** The next state. */
export function stepUserIdle(state: UserIdleState, input: UserIdleInput, nowMs: number): UserIdleState {
  switch (input.type) {
    case 'bot-stopped':
      return state.isTurnOpen || state.openCalls > 0 ? state : { ...state, waitingSinceMs: nowMs };
    case 'bot-started':
    case 'idle':
      return { ...state, waitingSinceMs: undefined };
    case 'turn-started':
      return { ...state, isTurnOpen: true, waitingSinceMs: undefined };
    case 'turn-stopped':
      return { ...state, isTurnOpen: false };
    case 'calls-started':
      return { ...state, openCalls: state.openCalls + input.count, waitingSinceMs: undefined };
    case 'call-ended':
      return { ...state, openCalls: Math.max(0, state.openCalls - 1) };
    case 'timeout-changed':
      return {
        ...state,
        timeoutMs: input.timeoutMs,
        waitingSinceMs: state.waitingSinceMs === undefined ? undefined : nowMs,
      };
  }
}

/** When the user has been silent for too long; `undefined`: not waited for. */
export function userIdleAtMs(state: UserIdleState): number | undefined {
  if (state.timeoutMs <= 0 || state.waitingSinceMs === undefined) return undefined;
  return state.waitingSinceMs + state.timeoutMs;
}
