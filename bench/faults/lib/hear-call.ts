import { run, type ScriptedConnection, type ServerStep } from '@turnstream/testing';
import { TurnRules } from '../../../packages/flux/test/session/long-call/turn-rules.ts';
import { SAMPLE_RATE_HZ, wordEnd, WORD_SAMPLES, wordOf } from './numbered-call.ts';

/** How a server hears. */
export type Hearing = {
  /** Stops hearing in the middle of the word after this one. Default: never. */
  readonly untilWord?: number;
  /** The turn, counted on its connection, whose end is told without its text. */
  readonly emptyEndOfTurn?: number;
};

const LONGEST_CALL_MS = 600_000;

/** Hears numbered words as a Flux server does, and says so; at `CloseStream` it says what it has heard and closes. */
export function hearCall(hearing: Hearing = {}): ServerStep {
  return run((connection) => new Hearer(connection, hearing).hearAll());
}

class Hearer {
  readonly #connection: ScriptedConnection;
  readonly #stopsAt: number;
  readonly #turns: TurnRules;
  #samples = 0;
  #word: number | undefined;
  #wordSamples = 0;

  constructor(connection: ScriptedConnection, { untilWord, emptyEndOfTurn }: Hearing) {
    this.#connection = connection;
    this.#stopsAt = untilWord === undefined ? Infinity : wordEnd(untilWord) + WORD_SAMPLES;
    this.#turns = new TurnRules(SAMPLE_RATE_HZ, false, (turnInfo) => {
      const isEmpty = turnInfo['event'] === 'EndOfTurn' && turnInfo['turn_index'] === emptyEndOfTurn;
      connection.send({ type: 'TurnInfo', ...turnInfo, ...(isEmpty ? { transcript: '', words: [] } : {}) });
    });
  }

  async hearAll(): Promise<void> {
    const connection = this.#connection;
    for (let index = 0; this.#samples < this.#stopsAt; index += 1) {
      await connection.waitFor(({ received, end }) => received.length > index || end !== undefined, {
        timeoutMs: LONGEST_CALL_MS,
      });
      const message = connection.received[index];
      if (message === undefined) return;
      if (message.kind === 'audio') this.#hear(message.bytes);
      else if (message.type === 'CloseStream') {
        this.#turns.finish(this.#samples);
        connection.close();
        return;
      }
    }
  }

  #hear(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 2 <= bytes.byteLength; at += 2) {
      const word = wordOf(view.getInt16(at, true));
      this.#wordSamples = word === this.#word ? this.#wordSamples + 1 : 1;
      this.#word = word;
      this.#samples += 1;
      if (word === undefined) continue;
      this.#turns.hearVoice(this.#samples);
      if (this.#wordSamples === WORD_SAMPLES) {
        this.#turns.hear(String(word), this.#samples - WORD_SAMPLES, this.#samples);
      }
    }
    this.#turns.advance(this.#samples);
  }
}
