/** From which second of audio on a user was heard. */
type Entry = { readonly fromSeconds: number; readonly userId: string };

/** A call has few changes of speaker that still matter; beyond this the oldest are forgotten. */
const maxEntries = 1_000;

/** Whose voice is where in a stream of audio, so that a text can be given to the user whose audio it came from. */
export class UserTimeline {
  #entries: Entry[] = [];
  #current = '';

  /** The user heard last; empty when unknown. */
  get current(): string {
    return this.#current;
  }

  /** From here on it is that user's audio. */
  add(fromSeconds: number, userId: string): void {
    if (userId === this.#current) return;
    this.#current = userId;
    this.#entries.push({ fromSeconds, userId });
    if (this.#entries.length > maxEntries) this.#entries.shift();
  }

  /** Whose audio is at that second. */
  userAt(seconds: number): string {
    return this.#entries.findLast((entry) => entry.fromSeconds <= seconds)?.userId ?? '';
  }

  /** Nothing before that second will be asked for again. */
  forgetBefore(seconds: number): void {
    const first = this.#entries.findLastIndex((entry) => entry.fromSeconds <= seconds);
    if (first > 0) this.#entries = this.#entries.slice(first);
  }
}
