/** Where a conversation stands. */
export type TurnTracking = {
  /** Number of the turn that is open or was last; 0 before the first. */
  readonly turn: number;
  readonly open: boolean;
  readonly startedAtNs: number;
  readonly bot: 'silent' | 'speaking' | 'has-spoken';
};

/** What happens in a conversation. */
export type TurnTrackingInput = {
  readonly type: 'pipeline-start' | 'user-start' | 'bot-start' | 'bot-stop' | 'answer-over' | 'pipeline-end';
  readonly atNs: number;
};

/** What comes of it. */
export type TurnTrackingEffect =
  | { readonly type: 'turn-started'; readonly turn: number; readonly atNs: number }
  | {
      readonly type: 'turn-ended';
      readonly turn: number;
      readonly atNs: number;
      readonly durationMs: number;
      readonly wasInterrupted: boolean;
    }
  /** Report `answer-over` unless the bot goes on. */
  | { readonly type: 'await-more' };

/** A state and what to tell on the way to it. */
export type TurnTrackingStep = { readonly state: TurnTracking; readonly effects: readonly TurnTrackingEffect[] };

/** Nothing has been said. */
export const initialTurnTracking: TurnTracking = { turn: 0, open: false, startedAtNs: 0, bot: 'silent' };

/**
 * A turn of a conversation is what the user says and the bot's answer. It ends when the user speaks after or into the
 * answer, or a while after the answer is over.
 */
export function turnTracking(state: TurnTracking, { type, atNs }: TurnTrackingInput): TurnTrackingStep {
  switch (type) {
    case 'pipeline-start':
      return state.turn === 0 ? begin(state, atNs) : { state, effects: [] };
    case 'user-start': {
      if (state.open && state.bot === 'silent') return { state, effects: [] };
      const next = begin(state, atNs);
      if (!state.open) return next;
      return { state: next.state, effects: [ended(state, atNs, state.bot === 'speaking'), ...next.effects] };
    }
    case 'bot-start':
      return { state: { ...state, bot: 'speaking' }, effects: [] };
    case 'bot-stop':
      return { state: { ...state, bot: 'has-spoken' }, effects: [{ type: 'await-more' }] };
    case 'answer-over':
      if (!state.open || state.bot !== 'has-spoken') return { state, effects: [] };
      return { state: { ...state, open: false, bot: 'silent' }, effects: [ended(state, atNs, false)] };
    case 'pipeline-end':
      if (!state.open) return { state, effects: [] };
      return { state: { ...state, open: false }, effects: [ended(state, atNs, true)] };
  }
}

function begin(state: TurnTracking, atNs: number): TurnTrackingStep {
  const turn = state.turn + 1;
  return {
    state: { turn, open: true, startedAtNs: atNs, bot: 'silent' },
    effects: [{ type: 'turn-started', turn, atNs }],
  };
}

function ended(state: TurnTracking, atNs: number, wasInterrupted: boolean): TurnTrackingEffect {
  const durationMs = (atNs - state.startedAtNs) / 1e6;
  return { type: 'turn-ended', turn: state.turn, atNs, durationMs, wasInterrupted };
}
