import type { ResponseEffect, ResponseInput, ResponseState } from '../../src/lib/respond/response-state.ts';

type Call = { readonly transcript: string; readonly turnId: number; end?: 'abandoned' | 'committed' | 'over' };

/**
 * What a course of answering breaks, told from its inputs and effects alone. Knows nothing of the machine but what it promises.
 */
export class ResponseRules {
  readonly broken: string[] = [];
  readonly #calls = new Map<number, Call>();
  readonly #answered = new Set<number>();
  readonly #isSameText: (one: string, other: string) => boolean;
  #endedTurnId = -1;
  #isOver = false;
  /** Whether nothing said any more is answered: the session has ended, or everything was closed. */
  #isDeaf = false;

  constructor(isSameText: (one: string, other: string) => boolean) {
    this.#isSameText = isSameText;
  }

  /** Looks at one step. */
  see(input: ResponseInput, effects: readonly ResponseEffect[]): void {
    if (this.#isOver && effects.length > 0) this.broken.push('something after the end');
    if (input.type === 'answer-over') this.#overOnce(input.id);
    for (const effect of effects) this.#seeEffect(input, effect);
    if (input.type === 'turn' && input.event.type === 'turn-end') this.#seeEnd(input.event);
    if (input.type === 'session-ended' || input.type === 'close') this.#isDeaf = true;
    const open = [...this.#calls.values()].filter(({ end }) => end === undefined);
    if (open.length > 1) this.broken.push('two predictions are followed at once');
  }

  /** Looks at the end, after everything was closed. */
  seeEnd(state: ResponseState): void {
    for (const [id, { end }] of this.#calls) {
      if (end === undefined) this.broken.push(`call ${id} is never settled`);
      if (end === 'committed') this.broken.push(`answer ${id} is never over`);
    }
    if (!this.#isOver) this.broken.push('it is never over');
    const { calls, wastedCalls, answers } = state.counters;
    if (calls !== this.#calls.size || calls !== wastedCalls + answers) this.broken.push('calls are miscounted');
    if (answers !== this.#answered.size) this.broken.push('answers are miscounted');
  }

  #seeEffect(input: ResponseInput, effect: ResponseEffect): void {
    switch (effect.type) {
      case 'call':
        if (this.#calls.has(effect.id)) this.broken.push(`call ${effect.id} twice`);
        this.#calls.set(effect.id, { transcript: effect.event.transcript, turnId: effect.event.turnId });
        return;
      case 'abandon':
        this.#settle(effect.id, 'abandoned');
        return;
      case 'commit': {
        const call = this.#settle(effect.id, 'committed');
        if (call === undefined) return;
        const end = input.type === 'turn' && input.event.type === 'turn-end' ? input.event : undefined;
        if (end === undefined || end.turnId !== call.turnId) this.broken.push(`${effect.id} gets out unconfirmed`);
        else if (!this.#isSameText(call.transcript, end.transcript))
          this.broken.push(`${effect.id} answers other words`);
        if (this.#answered.has(call.turnId)) this.broken.push(`turn ${call.turnId} is answered twice`);
        this.#answered.add(call.turnId);
        return;
      }
      case 'cut':
        if (input.type !== 'answer-over') this.#overOnce(effect.id);
        return;
      case 'over':
        this.#isOver = true;
        return;
    }
  }

  #settle(id: number, end: 'abandoned' | 'committed'): Call | undefined {
    const call = this.#calls.get(id);
    if (call === undefined || call.end !== undefined)
      this.broken.push(`${id} is ${end} after ${call?.end ?? 'no call'}`);
    else call.end = end;
    return call;
  }

  #overOnce(id: number): void {
    const call = this.#calls.get(id);
    if (call?.end === 'committed') call.end = 'over';
    else if (call?.end !== 'over') this.broken.push(`${id} is over and was never committed`);
  }

  /** Every turn with words is answered, unless the session is at its end. */
  #seeEnd({ turnId, transcript, reason }: { turnId: number; transcript: string; reason: string }): void {
    if (this.#isDeaf || turnId <= this.#endedTurnId) return;
    this.#endedTurnId = turnId;
    const wants = transcript !== '' && reason !== 'stopped' && reason !== 'cancelled';
    if (wants !== this.#answered.has(turnId))
      this.broken.push(`turn ${turnId} ${wants ? 'is not answered' : 'is answered'}`);
  }
}
