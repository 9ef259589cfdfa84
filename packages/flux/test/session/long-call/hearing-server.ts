import type { FakeClock, MemoryConnection } from '@turnstream/testing';
import { firstNumber, SAMPLE_RATE_HZ, type SpokenWords } from './spoken-words.ts';
import { TurnRules } from './turn-rules.ts';

/** What a connection was sent: consecutive samples of the caller, or silence. */
type Piece = { readonly start: number; readonly samples: number; readonly from: number | undefined };

/** What a server hears and when: told to the test at the moment the client is told. */
export type Hearing = (from: number, to: number) => void;

const ANSWER_MS = 60;

/** One connection of a server that hears every whole word it is sent, and knows the rules of turns. */
export class HearingServer {
  readonly connection: MemoryConnection;
  readonly #words: SpokenWords;
  readonly #clock: FakeClock;
  readonly #onDecoded: Hearing;
  readonly #turns: TurnRules;
  #pieces: Piece[] = [];
  #samples = 0;
  #runFrom = 0;
  #runTo = -1;
  /** A server that has lost its way takes audio and says nothing. */
  silent = false;

  constructor(connection: MemoryConnection, words: SpokenWords, clock: FakeClock, onDecoded: Hearing) {
    this.connection = connection;
    this.#words = words;
    this.#clock = clock;
    this.#onDecoded = onDecoded;
    this.#turns = new TurnRules(SAMPLE_RATE_HZ, true, (message, step) =>
      this.#answer(message, () => this.#decodedUpTo(step)),
    );
  }

  get turnOpen(): boolean {
    return this.#turns.turnOpen;
  }

  /** Audio arrives. */
  take(chunk: Uint8Array): void {
    const samples = chunk.byteLength / 4;
    const from = firstNumber(chunk);
    this.#pieces.push({ start: this.#samples, samples, from });
    if (from !== undefined) this.#hear(from, from + samples);
    this.#samples += samples;
    this.#turns.advance(this.#samples);
  }

  /** The client asked for the end of the open turn. */
  forceEnd(): void {
    if (this.turnOpen) this.#turns.end('manual');
    else this.#answer({ type: 'Warning', code: 'FORCE_END_TURN_NO_ACTIVE_TURN', description: 'no turn' });
  }

  /** All that arrived is decoded before the close. */
  closeStream(): void {
    if (this.turnOpen) this.#turns.end('model');
    this.#decodedUpTo(Infinity);
    this.#clock.wake(ANSWER_MS + 1, () => {
      if (this.#isOpen()) this.connection.close({ code: 1000 });
    });
  }

  #hear(from: number, to: number): void {
    if (from !== this.#runTo) this.#runFrom = from;
    this.#runTo = to;
    for (const word of this.#words.wordsIn(from, to)) {
      const at = (position: number): number => this.#samples + position - from;
      this.#turns.hearVoice(at(Math.min(word.to, to)));
      if (word.to <= to && word.from >= this.#runFrom) {
        this.#turns.hear(String(word.number), at(word.from), at(word.to));
      }
    }
  }

  /** Answers take their time; those of a lost connection never come. */
  #answer(message: Readonly<Record<string, unknown>>, onTold?: () => void): void {
    const text = JSON.stringify({ request_id: 'request', sequence_id: 1, ...message });
    this.#clock.wake(ANSWER_MS, () => {
      if (this.silent || !this.#isOpen()) return;
      onTold?.();
      this.connection.receive(text);
    });
  }

  #isOpen(): boolean {
    return this.connection.state === 'open' || this.connection.state === 'closing';
  }

  #decodedUpTo(samples: number): void {
    while (this.#pieces.length > 0) {
      const piece = this.#pieces[0];
      if (piece === undefined || piece.start >= samples) return;
      const count = Math.min(piece.samples, samples - piece.start);
      if (piece.from !== undefined) this.#onDecoded(piece.from, piece.from + count);
      if (count < piece.samples) return;
      this.#pieces.shift();
    }
  }
}
