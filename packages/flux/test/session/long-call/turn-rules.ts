/** A word that was heard whole. Seconds of the connection. */
export type HeardWord = {
  readonly word: string;
  readonly confidence: number;
  readonly start: number;
  readonly end: number;
};

/** What is said of a turn, with how far the audio was decoded, in samples of the connection. */
export type Say = (turnInfo: Readonly<Record<string, unknown>>, step: number) => void;

const STEP_SECONDS = 0.08;
const EAGER_SECONDS = 0.35;
const END_SECONDS = 0.7;

/** The rules of turns on one connection, by words and silence alone: what to say is decided every 80 ms of audio. */
export class TurnRules {
  readonly #sampleRateHz: number;
  readonly #predicts: boolean;
  readonly #say: Say;
  #step = 0;
  #turnIndex = 0;
  #windowStart = 0;
  #words: HeardWord[] = [];
  #started = false;
  #eager = false;
  #loudTo = 0;

  /** @param predicts whether ends are predicted */
  constructor(sampleRateHz: number, predicts: boolean, say: Say) {
    this.#sampleRateHz = sampleRateHz;
    this.#predicts = predicts;
    this.#say = say;
  }

  get turnOpen(): boolean {
    return this.#started;
  }

  /** A word has been heard from its beginning to its end. Samples of the connection. */
  hear(word: string, from: number, to: number): void {
    this.#words.push({
      word,
      confidence: 1,
      start: Math.max(0, from / this.#sampleRateHz),
      end: to / this.#sampleRateHz,
    });
  }

  /** Somebody speaks up to here. */
  hearVoice(to: number): void {
    this.#loudTo = to;
  }

  /** So much audio has arrived. */
  advance(samples: number): void {
    const stepSamples = STEP_SECONDS * this.#sampleRateHz;
    while (samples - this.#step >= stepSamples) {
      this.#step += stepSamples;
      this.#decide();
    }
  }

  /** Ends the open turn. */
  end(trigger: string): void {
    this.#tell('EndOfTurn', { trigger });
    this.#turnIndex += 1;
    this.#windowStart = this.#step;
    this.#words = [];
    this.#started = false;
    this.#eager = false;
  }

  /** Decodes what is left, less than a step, and says what is known of the open turn. */
  finish(samples: number): void {
    this.#step = samples;
    this.#tell('Update');
  }

  #decide(): void {
    const quietSeconds = (this.#step - this.#loudTo) / this.#sampleRateHz;
    if (!this.#started && this.#words.length > 0) {
      this.#started = true;
      this.#tell('StartOfTurn');
    } else if (this.#started && quietSeconds >= END_SECONDS) this.end('model');
    else if (this.#predicts && this.#started && !this.#eager && quietSeconds >= EAGER_SECONDS) {
      this.#eager = true;
      this.#tell('EagerEndOfTurn');
    } else if (this.#eager && quietSeconds < EAGER_SECONDS) {
      this.#eager = false;
      this.#tell('TurnResumed');
    } else if (Math.round(this.#step / (STEP_SECONDS * this.#sampleRateHz)) % 3 === 0) this.#tell('Update');
  }

  #tell(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const step = this.#step;
    const words = this.#words.filter(({ end }) => end * this.#sampleRateHz <= step || event === 'EndOfTurn');
    const turnInfo = {
      type: 'TurnInfo',
      event,
      turn_index: this.#turnIndex,
      audio_window_start: this.#windowStart / this.#sampleRateHz,
      audio_window_end: step / this.#sampleRateHz,
      transcript: words.map(({ word }) => word).join(' '),
      words,
      end_of_turn_confidence: 0.5,
      ...fields,
    };
    this.#say(turnInfo, step);
  }
}
