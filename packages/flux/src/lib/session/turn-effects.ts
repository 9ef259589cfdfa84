import { answerForce, type ForceStep } from '../turns/force-end.ts';
import type { TurnStep } from '../turns/turn-ledger.ts';
import { endTurn } from '../turns/turn-steps.ts';
import { patch, type Draft } from './session-state.ts';
import type { TurnEvent } from './turn-event.ts';

/** Takes a turn step: says what happened, and answers those who wait for an end. */
export function applyTurnStep(draft: Draft, step: TurnStep): void {
  draft.machine.turns = step.ledger;
  emit(draft, step.events);
  applyForce(draft, answerForce(draft.machine.force, step.events, false));
}

/** Takes a step of a forced end, which may end the turn here. */
export function applyForce(draft: Draft, step: ForceStep): void {
  draft.machine.force = step.force;
  draft.effects.push(...step.effects);
  if (!step.endHere) return;
  const ended = endTurn(draft.machine.turns, 'manual', undefined);
  patch(draft, { turns: ended.ledger });
  emit(draft, ended.events);
  applyForce(draft, answerForce(draft.machine.force, ended.events, true));
}

function emit(draft: Draft, events: readonly TurnEvent[]): void {
  const { at } = draft.input;
  for (const event of events) {
    draft.effects.push({ type: 'emit', event });
    if (event.type === 'turn-eager') patch(draft, { eagerAt: at });
    if (event.type === 'turn-end' && event.attempt !== undefined && draft.machine.eagerAt !== undefined) {
      const durationMs = at - draft.machine.eagerAt;
      draft.effects.push({ type: 'measure', metric: { name: 'eager-lead', durationMs, turnId: event.turnId } });
    }
  }
}
