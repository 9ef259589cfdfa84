import type { Clock } from '../session/listen-options.ts';
import type { TurnEvent } from '../session/turn-event.ts';
import { AnswerStream } from './answer-stream.ts';
import type { Respond, RespondOptions } from './respond-options.ts';
import type { Answer, Responder, ResponseCounters } from './responder.ts';
import { ResponseCall } from './response-call.ts';
import { responseWakeAt, stepResponses } from './response-machine.ts';
import { INITIAL_RESPONSES, type ResponseEffect, type ResponseInput, type ResponseRule } from './response-state.ts';

/** What a responder goes by. */
export type ResponderRule = ResponseRule & {
  readonly maxHeldChunks: number;
  readonly interruptWhen: NonNullable<RespondOptions['interruptWhen']>;
};

/** The runner of answering: owns the calls, the one timer and the reader of events. It decides nothing itself. */
export class TurnResponder<Chunk> implements Responder<Chunk> {
  readonly #respond: Respond<Chunk>;
  readonly #rule: ResponderRule;
  readonly #clock: Clock;
  readonly #events: AsyncIterator<TurnEvent>;
  readonly #calls = new Map<number, ResponseCall<Chunk>>();
  readonly #answers: AnswerStream<Chunk> = new AnswerStream(() => this.close());
  readonly #inputs: ResponseInput[] = [];
  #state = INITIAL_RESPONSES;
  #isStepping = false;
  #wastedChunks = 0;
  #error: unknown;
  #wakeAt = Infinity;
  #cancelWake: (() => void) | undefined;

  constructor(events: AsyncIterable<TurnEvent>, respond: Respond<Chunk>, rule: ResponderRule, clock: Clock) {
    this.#respond = respond;
    this.#rule = rule;
    this.#clock = clock;
    // Joined at once: nothing that is said from here on is missed.
    this.#events = events[Symbol.asyncIterator]();
    void this.#listen();
  }

  get counters(): ResponseCounters {
    return { ...this.#state.counters, wastedChunks: this.#wastedChunks };
  }

  close(): void {
    this.#step({ type: 'close', at: this.#clock.now() });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  [Symbol.asyncIterator](): AsyncIterator<Answer<Chunk>, undefined> {
    return this.#answers;
  }

  async #listen(): Promise<void> {
    try {
      for (let next = await this.#events.next(); next.done !== true; next = await this.#events.next()) {
        const event = next.value;
        const mayInterrupt = event.type === 'turn-start' || event.type === 'turn-update';
        const interrupts = mayInterrupt && this.#state.answers.length > 0 && this.#rule.interruptWhen(event);
        this.#step({ type: 'turn', event, interrupts, at: this.#clock.now() });
      }
    } catch (error) {
      // The session's terminal error, or a rule of the caller that threw: the reader of answers is told.
      this.#error = error;
    }
    this.#step({ type: 'session-ended', at: this.#clock.now() });
    this.#leaveEvents();
  }

  /** Takes a fact. One at a time: what an effect brings about waits until the effects before it are done. */
  #step(input: ResponseInput): void {
    this.#inputs.push(input);
    if (this.#isStepping) return;
    this.#isStepping = true;
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
      const { state, effects } = stepResponses(this.#state, next, this.#rule);
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
    }
    this.#isStepping = false;
    this.#arm();
  }

  #perform(effect: ResponseEffect): void {
    switch (effect.type) {
      case 'call':
        this.#call(effect);
        return;
      case 'commit': {
        const call = this.#calls.get(effect.id);
        if (call === undefined) return;
        call.commit(effect.transcript, effect.predicted);
        this.#answers.give(call);
        return;
      }
      case 'abandon':
        this.#end(effect.id, 'abandoned', `The answer is not wanted: ${effect.cause}.`);
        return;
      case 'cut':
        this.#end(effect.id, effect.reason, `The answer was ${effect.reason}.`);
        return;
      case 'over':
        this.#answers.end(this.#error);
        this.#leaveEvents();
        return;
    }
  }

  #call({ id, attempt, event }: Extract<ResponseEffect, { type: 'call' }>): void {
    const call = new ResponseCall<Chunk>(event, this.#rule.maxHeldChunks, {
      firstChunk: () => this.#step({ type: 'first-chunk', id, at: this.#clock.now() }),
      failed: () => this.#step({ type: 'call-failed', id, at: this.#clock.now() }),
      over: (cancelled) => {
        if (!cancelled) this.#calls.delete(id);
        this.#step({ type: 'answer-over', id, cancelled });
      },
    });
    this.#calls.set(id, call);
    void call.begin(this.#respond, attempt, event);
  }

  #end(id: number, reason: 'interrupted' | 'cancelled' | 'abandoned', message: string): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    this.#calls.delete(id);
    this.#answers.take(call);
    this.#wastedChunks += call.end(reason, message);
  }

  /** Keeps the one timer at the moment that the machine names. */
  #arm(): void {
    const at = responseWakeAt(this.#state, this.#rule);
    if (at === this.#wakeAt) return;
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    this.#wakeAt = at;
    if (at === Infinity) return;
    this.#cancelWake = this.#clock.wake(Math.max(0, at - this.#clock.now()), () => {
      this.#wakeAt = Infinity;
      this.#cancelWake = undefined;
      this.#step({ type: 'wake', at: this.#clock.now() });
    });
  }

  #leaveEvents(): void {
    // A reader that waits is let go; one that has ended is not harmed.
    this.#events.return?.().then(undefined, () => undefined);
  }
}
