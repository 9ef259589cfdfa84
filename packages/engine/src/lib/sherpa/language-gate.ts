type Waiting = { readonly language: string; readonly enter: () => void };

/**
 * Lets work in one language at a time through to something that has one language for everybody. Work in the language that is set goes
 * at once unless another waits already, so nobody waits for ever.
 */
export class LanguageGate {
  readonly #set: (language: string) => void;
  #language: string;
  #inside = 0;
  #waiting: Waiting[] = [];

  constructor(language: string, set: (language: string) => void) {
    this.#language = language;
    this.#set = set;
  }

  async pass<Result>(language: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting.length > 0 || (this.#inside > 0 && language !== this.#language)) {
      await new Promise<void>((enter) => this.#waiting.push({ language, enter }));
    } else {
      this.#enter(language);
    }
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      this.#letIn();
    }
  }

  #enter(language: string): void {
    if (language !== this.#language) this.#set(language);
    this.#language = language;
    this.#inside += 1;
  }

  /** Those at the head of the line, as far as they are of one language. */
  #letIn(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || (this.#inside > 0 && first.language !== this.#language)) return;
      this.#waiting.shift();
      this.#enter(first.language);
      first.enter();
    }
  }
}
