import { setImmediate } from 'node:timers/promises';
import { respondToTurns, type Respond, type RespondOptions, type Responder, type TurnEvent } from '@turnstream/flux';
import { FakeClock } from '@turnstream/testing';

/** A session of which only the turns matter: a test says what happens in them. */
export class SpokenTurns implements AsyncIterable<TurnEvent>, AsyncIterator<TurnEvent, undefined> {
  readonly clock = new FakeClock();
  readonly #waiting: TurnEvent[] = [];
  #asked: {
    readonly resolve: (result: IteratorResult<TurnEvent, undefined>) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  #end: { readonly error: unknown } | undefined;
  /** Whether somebody reads, or might. */
  isRead = true;

  get events(): AsyncIterable<TurnEvent> {
    return this;
  }

  /** Says what happens, and lets everybody do what they do about it. */
  async say(...events: readonly TurnEvent[]): Promise<void> {
    for (const event of events) {
      const asked = this.#asked.shift();
      if (asked === undefined) this.#waiting.push(event);
      else asked.resolve({ value: event, done: false });
      await setImmediate();
    }
  }

  /** The session ends, or fails. */
  async end(cause?: unknown): Promise<void> {
    this.#end = { error: cause };
    for (const asked of this.#asked.splice(0)) this.next().then(asked.resolve, asked.reject);
    await setImmediate();
  }

  respond<Chunk>(respond: Respond<Chunk>, options: RespondOptions = {}): Responder<Chunk> {
    return respondToTurns(this, respond, { clock: this.clock, ...options });
  }

  [Symbol.asyncIterator](): AsyncIterator<TurnEvent, undefined> {
    return this;
  }

  next(): Promise<IteratorResult<TurnEvent, undefined>> {
    const value = this.#waiting.shift();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.#end === undefined) return new Promise((resolve, reject) => this.#asked.push({ resolve, reject }));
    const { error } = this.#end;
    return error === undefined ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(error);
  }

  return(): Promise<IteratorResult<TurnEvent, undefined>> {
    this.isRead = false;
    this.#end ??= { error: undefined };
    for (const { resolve } of this.#asked.splice(0)) resolve({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  }
}

/** Reads everything a responder gives, in short: `0: a b`, `1: c (interrupted)`. */
export function readAll(responder: Responder<string>): { readonly said: string[]; readonly done: Promise<unknown> } {
  const said: string[] = [];
  const read = async (): Promise<unknown> => {
    try {
      for await (const answer of responder) {
        const at = said.push(`${answer.turnId}:`) - 1;
        try {
          for await (const chunk of answer) said[at] += ` ${chunk}`;
        } catch (error) {
          said[at] += ` threw ${String(error)}`;
        }
        const { reason } = await answer.ended;
        if (reason !== 'completed') said[at] += ` (${reason})`;
      }
      return 'ended';
    } catch (error) {
      return error;
    }
  };
  return { said, done: read() };
}
