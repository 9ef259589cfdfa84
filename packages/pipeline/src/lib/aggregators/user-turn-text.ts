import type { TextFrame } from '../frames/text-frames.ts';

/** The text of one turn: what is not in the context yet, and the whole. */
export class UserTurnText {
  #pending = '';
  #whole = '';

  /** Everything that was said in this turn. */
  get whole(): string {
    return join(this.#whole, this.#pending, false);
  }

  /** What would be pending with one more text. */
  pendingWith(text: string): string {
    return join(this.#pending, text.trim(), false).trim();
  }

  /** Adds a part: behind a space, unless it brings its own. */
  append(part: TextFrame): void {
    const text = part.includesInterFrameSpaces ? part.text : part.text.trim();
    this.#pending = join(this.#pending, text, part.includesInterFrameSpaces);
  }

  /** Gives out what is pending, and keeps it as said; empty when nothing is. */
  take(): string {
    const taken = this.#pending.trim();
    this.#whole = join(this.#whole, taken, false);
    this.#pending = '';
    return taken;
  }

  /** Forgets what is pending. */
  reset(): void {
    this.#pending = '';
  }

  /** A turn begins: what was said before is another's, what is pending is its own. */
  beginTurn(): void {
    this.#whole = '';
  }
}

function join(text: string, part: string, asIs: boolean): string {
  if (text === '' || part === '' || asIs) return text + part;
  return `${text} ${part}`;
}
