import type { ClientMessage } from '../protocol/client-message.ts';
import type { TurnEndEvent, TurnEvent } from '../session/turn-event.ts';

/** A wish to end the open turn now: first the words of the audio already sent, then the message, then the end. */
export type ForceEnd =
  | { readonly stage: 'none' }
  | {
      readonly stage: 'settling';
      readonly ids: readonly number[];
      readonly flushSeconds: number;
      readonly until: number;
      /** How much longer to wait for the start of the turn, where none has come; once. */
      readonly startMs: number;
    }
  | { readonly stage: 'sent'; readonly ids: readonly number[]; readonly until: number };

/** What a forced end asks for. */
export type ForceEffect =
  | { readonly type: 'send-text'; readonly message: ClientMessage }
  | { readonly type: 'turn-forced'; readonly id: number; readonly end: TurnEndEvent | undefined };

/** The outcome of one step. `endHere`: end the open turn without the server. */
export type ForceStep = {
  readonly force: ForceEnd;
  readonly effects: readonly ForceEffect[];
  readonly endHere: boolean;
};

/** What a forced end must know of the session. */
export type ForceContext = {
  readonly at: number;
  /** Whether the connection is open. */
  readonly isOpen: boolean;
  /** Whether this deployment knows `ForceEndTurn`, as far as is known. */
  readonly isKnown: boolean;
  readonly turnOpen: boolean;
  /** Seconds of accepted audio the server has decoded. */
  readonly acknowledgedSeconds: number;
};

/** Nothing is wished for. */
export const NO_FORCE: ForceEnd = { stage: 'none' };

/** Longest wait for the server's end after `ForceEndTurn`. */
const END_WITHIN_MS = 1_000;

/** Longest wait, on top of the settling, for the start of a turn of which the server has not heard the audio. */
const START_WITHIN_MS = 1_000;

/** The next moment at which a forced end needs a `wake`. */
export function forceWakeAt(force: ForceEnd): number {
  return force.stage === 'none' ? Infinity : force.until;
}

/** Somebody wants the turn to end; `flushSeconds` is all audio accepted so far. */
export function requestForce(
  force: ForceEnd,
  id: number,
  settleMs: number,
  flushSeconds: number,
  context: ForceContext,
): ForceStep {
  if (force.stage !== 'none') return kept({ ...force, ids: [...force.ids, id] });
  const startMs = settleMs === 0 ? 0 : START_WITHIN_MS;
  return stepForce({ stage: 'settling', ids: [id], flushSeconds, until: context.at + settleMs, startMs }, context);
}

/** Goes on when the words have come, or when the time is up. */
export function stepForce(force: ForceEnd, context: ForceContext): ForceStep {
  if (force.stage === 'none') return kept(force);
  if (!context.isOpen && context.turnOpen) return { force, effects: [], endHere: true };
  if (force.stage === 'sent') return context.at >= force.until ? { force, effects: [], endHere: true } : kept(force);
  if (context.acknowledgedSeconds < force.flushSeconds) {
    if (context.at < force.until) return kept(force);
    // Without a turn to end, the server may be yet to hear the only word of it.
    if (!context.turnOpen && force.startMs > 0) {
      return kept({ ...force, until: force.until + force.startMs, startMs: 0 });
    }
  }
  if (!context.turnOpen) return { force: NO_FORCE, effects: answers(force.ids, undefined), endHere: false };
  if (!context.isKnown) return { force, effects: [], endHere: true };
  return {
    force: { stage: 'sent', ids: force.ids, until: context.at + END_WITHIN_MS },
    effects: [{ type: 'send-text', message: { type: 'ForceEndTurn' } }],
    endHere: false,
  };
}

/** Answers those who wait, once the turn has ended for whatever reason. */
export function answerForce(force: ForceEnd, events: readonly TurnEvent[], over: boolean): ForceStep {
  if (force.stage === 'none') return kept(force);
  const end = events.findLast((event): event is TurnEndEvent => event.type === 'turn-end');
  if (end === undefined && !over) return kept(force);
  return { force: NO_FORCE, effects: answers(force.ids, end), endHere: false };
}

function kept(force: ForceEnd): ForceStep {
  return { force, effects: [], endHere: false };
}

function answers(ids: readonly number[], end: TurnEndEvent | undefined): readonly ForceEffect[] {
  return ids.map((id) => ({ type: 'turn-forced', id, end }));
}
