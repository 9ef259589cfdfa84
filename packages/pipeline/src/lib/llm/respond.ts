import type { LLMMessage } from '../context/llm-context.ts';
import type { Speculation } from '../frames/speculation-frames.ts';

/** What comes with a call for an answer. */
export type RespondCall = {
  /**
   * Aborts when the answer is not wanted any more: somebody interrupted, the turn did not end as predicted, or the pipeline ends. What
   * comes after that is thrown away.
   */
  readonly signal: AbortSignal;
  /**
   * Resolves when the answer may get out: at once, unless the turn is not over yet. Await it before anything that cannot be taken
   * back, such as a tool that books a table. Rejects when the turn does not end as predicted; never an unhandled rejection.
   */
  readonly committed: Promise<void>;
  /** Which prediction is answered; absent where the turn is over. */
  readonly speculation?: Speculation | undefined;
};

/** Answers a conversation, with text as it comes. What it throws goes upstream as an ErrorFrame. */
export type Respond = (
  messages: readonly LLMMessage[],
  call: RespondCall,
) => AsyncIterable<string> | PromiseLike<AsyncIterable<string>>;
