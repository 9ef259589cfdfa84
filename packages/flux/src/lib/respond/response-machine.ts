import type { RetractionCause, TurnEagerEvent, TurnEndEvent, TurnEvent } from '../session/turn-event.ts';
import { wordsOf } from '../turns/same-words.ts';
import type {
  AbandonCause,
  LiveAnswer,
  ResponseEffect,
  ResponseInput,
  ResponseRule,
  ResponseState,
} from './response-state.ts';

/** The outcome of one step. */
export type ResponseStep = { readonly state: ResponseState; readonly effects: readonly ResponseEffect[] };

/** Answers that may wait for a reader that does not interrupt them; then the oldest gives way. */
const MAX_LIVE_ANSWERS = 16;

type Counters = ResponseState['counters'];

const COUNTERS = [
  'calls',
  'answers',
  'hits',
  'retractions',
  'restarts',
  'expiries',
  'skipped',
  'interruptions',
  'failures',
  'wastedCalls',
  'wastedMs',
  'gainedMs',
] as const satisfies readonly (keyof Counters)[];

const CAUSES: Readonly<Record<RetractionCause, AbandonCause>> = {
  speech: 'resumed',
  connection: 'connection-lost',
  stalled: 'stalled',
  stopped: 'closed',
  cancelled: 'closed',
};

/** The next moment at which time alone matters. */
export function responseWakeAt({ turn }: ResponseState, rule: ResponseRule): number {
  return turn.type === 'predicted' ? turn.call.calledAt + rule.maxSpeculationMs : Infinity;
}

/**
 * Moves answering by one fact. Pure. Every call is settled exactly once, by `abandon` or by `commit`; a `commit` is only ever made
 * at the end of the turn with the text of the call, and once for a turn; every committed call is over once, read or `cut`.
 */
export function stepResponses(state: ResponseState, input: ResponseInput, rule: ResponseRule): ResponseStep {
  if (state.status === 'over') return unchanged(state);
  switch (input.type) {
    case 'turn':
      return state.status === 'draining' ? unchanged(state) : hearTurn(state, input.event, input, rule);
    case 'first-chunk':
      return firstChunk(state, input.id, input.at);
    case 'call-failed':
      return callFailed(state, input.id, input.at);
    case 'answer-over':
      return settle(answerOver(state, input.id, input.cancelled));
    case 'wake':
      return input.at >= responseWakeAt(state, rule) ? abandon(state, 'expired', input.at) : unchanged(state);
    case 'session-ended':
      return settle(chain(abandon(state, 'closed', input.at), (next) => unchanged({ ...next, status: 'draining' })));
    case 'close': {
      const quiet = chain(abandon(state, 'closed', input.at), (next) => cutAll(next, 'cancelled'));
      return settle(chain(quiet, (next) => unchanged({ ...next, status: 'draining' })));
    }
  }
}

function hearTurn(
  state: ResponseState,
  event: TurnEvent,
  { at, interrupts }: { readonly at: number; readonly interrupts: boolean },
  rule: ResponseRule,
): ResponseStep {
  // A turn is over once: what is said of it afterwards changes nothing.
  if (event.turnId <= state.endedTurnId) return unchanged(state);
  const entered = enterTurn(state, event.turnId, at);
  return chain(entered, (next) => {
    switch (event.type) {
      case 'turn-start':
      case 'turn-update':
        return interrupts ? cutAll(next, 'interrupted') : unchanged(next);
      case 'turn-eager':
        return predict(next, event, at, rule);
      case 'turn-resumed':
        return abandon(next, CAUSES[event.cause], at);
      case 'turn-end':
        return endTurn(next, event, at, rule);
    }
  });
}

/** An event of another turn is the start of that turn, whatever it says. */
function enterTurn(state: ResponseState, turnId: number, at: number): ResponseStep {
  if (state.turn.type !== 'none' && state.turn.turnId === turnId) return unchanged(state);
  return chain(abandon(state, 'new-turn', at), (next) =>
    unchanged({ ...next, turn: { type: 'open', turnId, calls: 0 } }),
  );
}

function predict(state: ResponseState, event: TurnEagerEvent, at: number, rule: ResponseRule): ResponseStep {
  const { turn } = state;
  if (turn.type === 'predicted' && rule.isSameText(turn.call.transcript, event.transcript)) return unchanged(state);
  return chain(abandon(state, 'resumed', at), (next) => {
    if (next.turn.type !== 'open' || wordsOf(event.transcript) === '') return unchanged(next);
    const { turnId, calls } = next.turn;
    if (calls >= rule.maxAttempts) return unchanged(counted(next, { skipped: 1 }));
    const id = next.nextCallId;
    const call = { id, transcript: event.transcript, calledAt: at, firstChunkAt: undefined };
    const predicted = counted(next, { calls: 1 });
    return {
      state: { ...predicted, nextCallId: id + 1, turn: { type: 'predicted', turnId, calls: calls + 1, call } },
      effects: [{ type: 'call', id, attempt: calls + 1, event }],
    };
  });
}

/** The only place that commits. */
function endTurn(state: ResponseState, event: TurnEndEvent, at: number, rule: ResponseRule): ResponseStep {
  const { turn } = state;
  const isOver = event.reason === 'stopped' || event.reason === 'cancelled';
  const isAnswered = !isOver && wordsOf(event.transcript) !== '';
  if (isAnswered && turn.type === 'predicted' && rule.isSameText(turn.call.transcript, event.transcript)) {
    const { id, calledAt, firstChunkAt } = turn.call;
    const gainedMs = firstChunkAt === undefined ? 0 : firstChunkAt - calledAt;
    const answer = { id, turnId: turn.turnId, leadMs: firstChunkAt === undefined ? at - calledAt : undefined };
    return commit(counted(state, { hits: 1, gainedMs }), answer, event, true);
  }
  return chain(abandon(state, isOver ? 'closed' : 'text-changed', at), (next) => {
    if (!isAnswered || next.turn.type !== 'open') {
      return unchanged({ ...next, turn: { type: 'none' }, endedTurnId: event.turnId });
    }
    const id = next.nextCallId;
    const attempt = next.turn.calls + 1;
    const called: ResponseStep = {
      state: { ...counted(next, { calls: 1 }), nextCallId: id + 1 },
      effects: [{ type: 'call', id, attempt, event }],
    };
    return chain(called, (begun) => commit(begun, { id, turnId: event.turnId, leadMs: undefined }, event, false));
  });
}

function commit(state: ResponseState, answer: LiveAnswer, event: TurnEndEvent, predicted: boolean): ResponseStep {
  const answers = [...state.answers, answer];
  const next: ResponseState = {
    ...counted(state, { answers: 1 }),
    turn: { type: 'none' },
    endedTurnId: event.turnId,
    answers: answers.slice(-MAX_LIVE_ANSWERS),
  };
  const tooMany = answers.slice(0, -MAX_LIVE_ANSWERS);
  return {
    state: counted(next, { interruptions: tooMany.length }),
    effects: [
      ...tooMany.map(({ id }): ResponseEffect => ({ type: 'cut', id, reason: 'interrupted' })),
      { type: 'commit', id: answer.id, transcript: event.transcript, predicted },
    ],
  };
}

/** Takes back the open call, if there is one. The only place that abandons. */
function abandon(state: ResponseState, cause: AbandonCause, at: number): ResponseStep {
  const { turn } = state;
  if (turn.type !== 'predicted') return unchanged(state);
  const wasted = { wastedCalls: 1, wastedMs: at - turn.call.calledAt };
  const next = counted(state, { ...wasted, ...countOf(cause) });
  return {
    state: { ...next, turn: { type: 'open', turnId: turn.turnId, calls: turn.calls } },
    effects: [{ type: 'abandon', id: turn.call.id, cause }],
  };
}

function countOf(cause: AbandonCause): Partial<Counters> {
  switch (cause) {
    case 'text-changed':
      return { restarts: 1 };
    case 'expired':
      return { expiries: 1 };
    case 'failed':
      return { failures: 1 };
    case 'resumed':
    case 'connection-lost':
    case 'stalled':
      return { retractions: 1 };
    case 'new-turn':
    case 'closed':
      return {};
  }
}

function cutAll(state: ResponseState, reason: 'interrupted' | 'cancelled'): ResponseStep {
  const interruptions = reason === 'interrupted' ? state.answers.length : 0;
  return {
    state: { ...counted(state, { interruptions }), answers: [] },
    effects: state.answers.map(({ id }) => ({ type: 'cut', id, reason })),
  };
}

function firstChunk(state: ResponseState, id: number, at: number): ResponseStep {
  const { turn } = state;
  if (turn.type === 'predicted' && turn.call.id === id) {
    return unchanged({ ...state, turn: { ...turn, call: { ...turn.call, firstChunkAt: at } } });
  }
  const leadMs = state.answers.find((answer) => answer.id === id)?.leadMs;
  if (leadMs === undefined) return unchanged(state);
  const answers = state.answers.map((answer) => (answer.id === id ? { ...answer, leadMs: undefined } : answer));
  return unchanged({ ...counted(state, { gainedMs: leadMs }), answers });
}

/** What fails before the end of the turn is tried again there; afterwards the reader of the answer is told. */
function callFailed(state: ResponseState, id: number, at: number): ResponseStep {
  if (state.turn.type === 'predicted' && state.turn.call.id === id) return abandon(state, 'failed', at);
  const isLive = state.answers.some((answer) => answer.id === id);
  return unchanged(isLive ? counted(state, { failures: 1 }) : state);
}

function answerOver(state: ResponseState, id: number, cancelled: boolean): ResponseStep {
  if (!state.answers.some((answer) => answer.id === id)) return unchanged(state);
  const answers = state.answers.filter((answer) => answer.id !== id);
  return { state: { ...state, answers }, effects: cancelled ? [{ type: 'cut', id, reason: 'cancelled' }] : [] };
}

/** With the session over and every answer read, there is no more to come. */
function settle(step: ResponseStep): ResponseStep {
  if (step.state.status !== 'draining' || step.state.answers.length > 0) return step;
  return { state: { ...step.state, status: 'over' }, effects: [...step.effects, { type: 'over' }] };
}

function counted(state: ResponseState, more: Partial<Counters>): ResponseState {
  const counters: { -readonly [Name in keyof Counters]: number } = { ...state.counters };
  for (const name of COUNTERS) counters[name] += more[name] ?? 0;
  return { ...state, counters };
}

function chain(step: ResponseStep, then: (state: ResponseState) => ResponseStep): ResponseStep {
  const next = then(step.state);
  return step.effects.length === 0 ? next : { state: next.state, effects: [...step.effects, ...next.effects] };
}

function unchanged(state: ResponseState): ResponseStep {
  return { state, effects: [] };
}
