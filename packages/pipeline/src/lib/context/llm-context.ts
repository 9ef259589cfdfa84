/** One message of a conversation, as chat models take it. Further fields are the application's own. */
export type LLMMessage = {
  /** `system`, `user`, `assistant`, or what else the model knows. */
  readonly role: string;
  /** Text, or parts in the model's own form. */
  readonly content?: unknown;
};

/**
 * What was said so far. The list is never changed in place: who holds `messages` keeps what it saw, and a
 * {@link fork} shares it until one of the two goes on.
 */
export class LLMContext {
  #messages: readonly LLMMessage[];

  /** @param messages What the conversation begins with. Default: nothing */
  constructor(messages: readonly LLMMessage[] = []) {
    this.#messages = [...messages];
  }

  /** All messages, the oldest first. */
  get messages(): readonly LLMMessage[] {
    return this.#messages;
  }

  /** Adds messages at the end. */
  addMessages(messages: readonly LLMMessage[]): void {
    this.#messages = [...this.#messages, ...messages];
  }

  /** Puts other messages in place of all there are. */
  setMessages(messages: readonly LLMMessage[]): void {
    this.#messages = [...messages];
  }

  /** A context of its own with the same messages, such as for an answer that may have to be thrown away. */
  fork(): LLMContext {
    return new LLMContext(this.#messages);
  }
}
