import type { TranscriptionFrame } from '../frames/text-frames.ts';
import { UserTurnText } from './user-turn-text.ts';

/** What the user said, as it went into the context. */
export type UserTurnMessage = {
  readonly content: string;
  /** When the turn began, or its text came where it had no start: ISO 8601, UTC. */
  readonly timestamp: string;
  /** Whose voice it was, where the service knows. */
  readonly userId?: string | undefined;
  /** The service's count of turns, where it counts. */
  readonly turnId?: number | undefined;
};

/** What becomes the messages of one turn: its text, whose it is, and when it began. */
export class UserTurnDraft {
  readonly #now: () => string;
  readonly #text = new UserTurnText();
  #timestamp = '';
  #userId = '';
  #turnId: number | undefined;

  /** @param now ISO 8601, UTC */
  constructor(now: () => string) {
    this.#now = now;
  }

  /** Everything that was said in this turn, as one message. */
  get whole(): UserTurnMessage {
    return this.#message(this.#text.whole);
  }

  /** What the pending message would say with one more text. */
  pendingWith(text: string): string {
    return this.#text.pendingWith(text);
  }

  /** The turn begins: what was said before is another's, what is pending is its own. */
  begin(turnId: number | undefined): void {
    this.#timestamp = this.#now();
    this.#turnId = turnId;
    this.#text.beginTurn();
  }

  /** Leaves only what is pending, as said in no turn. */
  beginAfterTurns(): void {
    this.#text.beginTurn();
  }

  /** Adds a final text. */
  hear(frame: TranscriptionFrame): void {
    this.#userId = frame.userId;
    this.#turnId ??= frame.turnId;
    this.#text.append(frame);
  }

  /** Gives out what is pending, and keeps it as said; without content when nothing is. */
  take(): UserTurnMessage {
    return this.#message(this.#text.take());
  }

  /** Forgets what is pending. */
  reset(): void {
    this.#text.reset();
  }

  /** The turn is over. */
  end(): void {
    this.#timestamp = '';
    this.#turnId = undefined;
  }

  #message(content: string): UserTurnMessage {
    return { content, timestamp: this.#timestamp || this.#now(), userId: this.#userId, turnId: this.#turnId };
  }
}
