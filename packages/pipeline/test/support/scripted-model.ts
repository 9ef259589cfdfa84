import type { LLMMessage, Respond, RespondCall } from '@turnstream/pipeline';
import type { FakeClock } from '@turnstream/testing';

/** How the model answers one call. */
export type ModelBehaviour = {
  /** Pieces it makes. Default 2. */
  readonly pieces?: number;
  /** Before each piece, on the clock. Default 0: at once. */
  readonly delayMs?: number;
  /** Fails after so many pieces. */
  readonly failsAfter?: number;
  /** Whether it ends when its signal aborts. Default true. */
  readonly listens?: boolean;
};

/** One call of the model. */
export type ModelCall = {
  /** What it was asked: the last message. */
  readonly asked: string;
  readonly messages: readonly LLMMessage[];
  readonly call: RespondCall;
  /** `committed` and `refused`, as they came. */
  readonly settlements: string[];
};

/** A model whose pieces say what they answer: `<call>:<asked> ` each. */
export class ScriptedModel {
  readonly calls: ModelCall[] = [];
  /** Calls that are not over. */
  running = 0;
  readonly #clock: FakeClock;
  readonly #behaviour: (index: number) => ModelBehaviour;

  constructor(clock: FakeClock, behaviour: (index: number) => ModelBehaviour = () => ({})) {
    this.#clock = clock;
    this.#behaviour = behaviour;
  }

  readonly respond: Respond = (messages, call) => {
    const settlements: string[] = [];
    call.committed.then(
      () => settlements.push('committed'),
      () => settlements.push('refused'),
    );
    const asked = String(messages.at(-1)?.content);
    const index = this.calls.push({ asked, messages, call, settlements }) - 1;
    return this.#answer(index, asked, call.signal);
  };

  async *#answer(index: number, asked: string, signal: AbortSignal): AsyncGenerator<string> {
    const { pieces = 2, delayMs = 0, failsAfter, listens = true } = this.#behaviour(index);
    this.running += 1;
    try {
      for (let piece = 0; piece < pieces; piece += 1) {
        if (delayMs > 0) await this.#wait(delayMs, listens ? signal : undefined);
        if (piece === failsAfter) throw new Error(`call ${index} failed`);
        yield `${index}:${asked} `;
      }
    } finally {
      this.running -= 1;
    }
  }

  #wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const forget = this.#clock.wake(delayMs, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      const abort = (): void => {
        forget();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
