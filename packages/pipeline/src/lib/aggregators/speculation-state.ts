import type { LLMMessage } from '../context/llm-context.ts';
import type { Speculation } from '../frames/speculation-frames.ts';
import type { PredictionRule } from '../turns/user-turn-prediction.ts';

/** The model works for a prediction: on the conversation as it was, and one predicted message. */
export type OpenSpeculation = Speculation & {
  /** The message that was predicted. */
  readonly content: string;
  /** The conversation before it. The list is never changed in place, so the same list is the same conversation. */
  readonly messages: readonly LLMMessage[];
  readonly rule: PredictionRule;
  readonly startedAtMs: number;
};

/** What is going on for the open turn; `calls` counts those for its predictions. */
export type SpeculationState =
  | { readonly phase: 'idle'; readonly calls: number }
  | { readonly phase: 'speculating'; readonly calls: number; readonly open: OpenSpeculation };

/** Why the model works for nothing. */
export type SpeculationCause =
  /** The service withdrew the prediction, or made another. */
  | 'withdrawn'
  /** Neither the end of the turn nor a withdrawal came in time. */
  | 'expired'
  /** The turn has ended with other words, or the conversation went on otherwise. */
  | 'changed'
  /** The turn is over, and the model is not asked about it. */
  | 'turn-over'
  /** The answer was cut, or it failed, before it was wanted. */
  | 'disturbed';

/** What happens. */
export type SpeculationInput =
  | { readonly type: 'turn-started' }
  | { readonly type: 'predicted'; readonly prediction: OpenSpeculation }
  | { readonly type: 'given-up'; readonly cause: SpeculationCause }
  /** The model is to be asked: about this message, behind these. */
  | { readonly type: 'asked'; readonly content: string; readonly messages: readonly LLMMessage[] }
  | { readonly type: 'time'; readonly nowMs: number };

/** What is to be done. */
export type SpeculationEffect =
  | { readonly type: 'start'; readonly open: OpenSpeculation }
  | { readonly type: 'withdraw'; readonly open: OpenSpeculation; readonly cause: SpeculationCause }
  | { readonly type: 'confirm'; readonly open: OpenSpeculation }
  /** Ask the model in the ordinary way. */
  | { readonly type: 'ask' };

/** The next state, and what is to be done, in this order. */
export type SpeculationStep = { readonly state: SpeculationState; readonly effects: readonly SpeculationEffect[] };

/** No turn yet. */
export const noSpeculation: SpeculationState = { phase: 'idle', calls: 0 };

/**
 * Moves by one fact. Pure. Every `start` is settled by exactly one `confirm` or `withdraw`; only an `asked` with the same
 * words behind the same conversation confirms; an `asked` does exactly one of `confirm` and `ask`.
 */
export function stepSpeculation(state: SpeculationState, input: SpeculationInput): SpeculationStep {
  switch (input.type) {
    case 'turn-started': {
      const { effects } = giveUp(state, 'turn-over');
      return { state: noSpeculation, effects };
    }
    case 'predicted':
      return predict(state, input.prediction);
    case 'given-up':
      return giveUp(state, input.cause);
    case 'asked': {
      if (state.phase === 'speculating' && isWhatWasPredicted(state.open, input)) {
        return { state: { phase: 'idle', calls: state.calls }, effects: [{ type: 'confirm', open: state.open }] };
      }
      const step = giveUp(state, 'changed');
      return { state: step.state, effects: [...step.effects, { type: 'ask' }] };
    }
    case 'time':
      return input.nowMs >= speculationExpiresAtMs(state) ? giveUp(state, 'expired') : { state, effects: [] };
  }
}

/** When an open prediction is given up; `Infinity`: there is none. */
export function speculationExpiresAtMs(state: SpeculationState): number {
  return state.phase === 'speculating' ? state.open.startedAtMs + state.open.rule.maxSpeculationMs : Infinity;
}

function predict(state: SpeculationState, prediction: OpenSpeculation): SpeculationStep {
  // The same once more: the model is at it.
  if (state.phase === 'speculating' && isWhatWasPredicted(state.open, prediction)) return { state, effects: [] };
  const step = giveUp(state, 'withdrawn');
  const { calls } = step.state;
  if (prediction.content.trim() === '' || calls >= prediction.rule.maxAttempts) return step;
  return {
    state: { phase: 'speculating', calls: calls + 1, open: prediction },
    effects: [...step.effects, { type: 'start', open: prediction }],
  };
}

/** The only place that withdraws. */
function giveUp(state: SpeculationState, cause: SpeculationCause): SpeculationStep {
  if (state.phase === 'idle') return { state, effects: [] };
  return {
    state: { phase: 'idle', calls: state.calls },
    effects: [{ type: 'withdraw', open: state.open, cause }],
  };
}

function isWhatWasPredicted(
  open: OpenSpeculation,
  asked: { readonly content: string; readonly messages: readonly LLMMessage[] },
): boolean {
  return open.messages === asked.messages && open.rule.isSameText(open.content, asked.content);
}
