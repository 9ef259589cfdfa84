import type { FakeClock, MemoryConnection } from '@turnstream/testing';
import { firstNumber, SAMPLE_RATE_HZ, type SpokenWord, type SpokenWords } from './spoken-words.ts';

/** What a connection was sent: consecutive samples of the caller, or silence. */
type Piece = { readonly start: number; readonly samples: number; readonly from: number | undefined };

/** What a server hears and when: told to the test at the moment the client is told. */
export type Hearing = (from: number, to: number) => void;

type HeardWord = { readonly word: string; readonly confidence: number; readonly start: number; readonly end: number };

const STEP_SAMPLES: number = 0.08 * SAMPLE_RATE_HZ;
const EAGER_SECONDS = 0.35;
const END_SECONDS = 0.7;
const ANSWER_MS = 60;

/** One connection of a server that hears every whole word it is sent, and knows the rules of turns. */
export class HearingServer {
  readonly connection: MemoryConnection;
  readonly #words: SpokenWords;
  readonly #clock: FakeClock;
  readonly #onDecoded: Hearing;
  #pieces: Piece[] = [];
  #samples = 0;
  #runFrom = 0;
  #runTo = -1;
  #step = 0;
  #turnIndex = 0;
  #windowStart = 0;
  #turnWords: HeardWord[] = [];
  #started = false;
  #eager = false;
  #loudTo = 0;
  /** A server that has lost its way takes audio and says nothing. */
  silent = false;

  constructor(connection: MemoryConnection, words: SpokenWords, clock: FakeClock, onDecoded: Hearing) {
    this.connection = connection;
    this.#words = words;
    this.#clock = clock;
    this.#onDecoded = onDecoded;
  }

  get turnOpen(): boolean {
    return this.#started;
  }

  /** Audio arrives. */
  take(chunk: Uint8Array): void {
    const samples = chunk.byteLength / 4;
    const from = firstNumber(chunk);
    this.#pieces.push({ start: this.#samples, samples, from });
    if (from !== undefined) this.#hear(from, from + samples);
    this.#samples += samples;
    while (this.#samples - this.#step >= STEP_SAMPLES) {
      this.#step += STEP_SAMPLES;
      this.#decide();
    }
  }

  /** The client asked for the end of the open turn. */
  forceEnd(): void {
    if (this.#started) this.#end('manual');
    else this.#answer({ type: 'Warning', code: 'FORCE_END_TURN_NO_ACTIVE_TURN', description: 'no turn' });
  }

  /** All that arrived is decoded before the close. */
  closeStream(): void {
    if (this.#started) this.#end('model');
    this.#decodedUpTo(Infinity);
    this.#clock.wake(ANSWER_MS + 1, () => {
      if (this.#isOpen()) this.connection.close({ code: 1000 });
    });
  }

  #hear(from: number, to: number): void {
    if (from !== this.#runTo) this.#runFrom = from;
    this.#runTo = to;
    for (const word of this.#words.wordsIn(from, to)) {
      this.#loudTo = this.#samples + Math.min(word.to, to) - from;
      if (word.to <= to && word.from >= this.#runFrom) this.#turnWords.push(this.#heardWord(word, from));
    }
  }

  #heardWord(word: SpokenWord, from: number): HeardWord {
    const [start, end] = [word.from, word.to].map((at) => (this.#samples + at - from) / SAMPLE_RATE_HZ);
    return { word: String(word.number), confidence: 1, start: Math.max(0, start ?? 0), end: end ?? 0 };
  }

  #decide(): void {
    const quietSeconds = (this.#step - this.#loudTo) / SAMPLE_RATE_HZ;
    if (!this.#started && this.#turnWords.length > 0) {
      this.#started = true;
      this.#say('StartOfTurn');
    } else if (this.#started && quietSeconds >= END_SECONDS) this.#end('model');
    else if (this.#started && !this.#eager && quietSeconds >= EAGER_SECONDS) {
      this.#eager = true;
      this.#say('EagerEndOfTurn');
    } else if (this.#eager && quietSeconds < EAGER_SECONDS) {
      this.#eager = false;
      this.#say('TurnResumed');
    } else if (Math.round(this.#step / STEP_SAMPLES) % 3 === 0) this.#say('Update');
  }

  #end(trigger: string): void {
    this.#say('EndOfTurn', { trigger });
    this.#turnIndex += 1;
    this.#windowStart = this.#step;
    this.#turnWords = [];
    this.#started = false;
    this.#eager = false;
  }

  #say(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const step = this.#step;
    const words = this.#turnWords.filter(({ end }) => end * SAMPLE_RATE_HZ <= step || event === 'EndOfTurn');
    const message = {
      type: 'TurnInfo',
      event,
      turn_index: this.#turnIndex,
      audio_window_start: this.#windowStart / SAMPLE_RATE_HZ,
      audio_window_end: step / SAMPLE_RATE_HZ,
      transcript: words.map(({ word }) => word).join(' '),
      words,
      end_of_turn_confidence: 0.5,
      ...fields,
    };
    this.#answer(message, () => this.#decodedUpTo(step));
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
