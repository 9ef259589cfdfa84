/** A stretch of a caller's audio in which one word is said. Samples; `from` inclusive, `to` exclusive. */
export type SpokenWord = { readonly number: number; readonly from: number; readonly to: number };

export const SAMPLE_RATE_HZ = 8_000;

/** Samples behind the newest that may be heard again; a session keeps 30 s of them. */
export const KEPT_SAMPLES: number = 120 * SAMPLE_RATE_HZ;

/** Bits of the floats that hold the numbers of loud and of quiet samples: a thousand million of each. */
const LOUD_BITS = 0x3d_00_00_00;
const QUIET_BITS = 0x00_80_00_00;

/**
 * A caller who says numbered words without end, with pauses between them, as the seed decides. Every sample holds its own
 * number in its bits, so that it can be told from the others for a day; those of a word are loud, the others quiet.
 */
export class SpokenWords {
  readonly #random: () => number;
  #words: SpokenWord[] = [];
  #plannedTo: number = SAMPLE_RATE_HZ;
  #next = 0;
  #said = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Words that lie wholly in what was taken so far. */
  get said(): number {
    return this.#said;
  }

  /** Whether no word is being said. */
  get isQuietNext(): boolean {
    return this.wordsIn(this.#next - 1, this.#next + 1).length === 0;
  }

  /** The next samples, as linear32. */
  take(durationMs: number): Uint8Array {
    const samples = (durationMs * SAMPLE_RATE_HZ) / 1_000;
    const from = this.#next;
    const to = from + samples;
    while (this.#plannedTo < to) this.#planTurn();
    const bits = new Uint32Array(samples);
    for (let index = 0; index < samples; index += 1) bits[index] = QUIET_BITS + from + index;
    for (const word of this.wordsIn(from, to)) {
      for (let at = Math.max(from, word.from); at < Math.min(to, word.to); at += 1) bits[at - from] = LOUD_BITS + at;
      if (word.to <= to) this.#said += 1;
    }
    this.#next = to;
    if ((this.#words[0]?.to ?? to) < to - 2 * KEPT_SAMPLES) {
      this.#words = this.#words.filter((word) => word.to >= to - KEPT_SAMPLES);
    }
    return new Uint8Array(bits.buffer);
  }

  /** The words that overlap a stretch. */
  wordsIn(from: number, to: number): readonly SpokenWord[] {
    const found: SpokenWord[] = [];
    for (let index = this.#words.length - 1; index >= 0; index -= 1) {
      const word = this.#words[index];
      if (word === undefined || word.to <= from) break;
      if (word.from < to) found.unshift(word);
    }
    return found;
  }

  #planTurn(): void {
    const random = this.#random;
    const isLong = random() < 0.08;
    const count = 1 + Math.floor(random() * (isLong ? 60 : 12));
    for (let word = 0; word < count; word += 1) {
      const from = this.#plannedTo;
      const to = from + samplesOf(0.16 + random() * 0.4);
      this.#words.push({ number: (this.#words.at(-1)?.number ?? -1) + 1, from, to });
      // A speaker hesitates now and then, longer than a prediction takes.
      this.#plannedTo = to + samplesOf(random() < 0.12 ? 0.3 + random() * 0.3 : 0.04 + random() * 0.08);
    }
    this.#plannedTo += samplesOf(random() < 0.03 ? 30 : 1 + random() * 3);
  }
}

/** The number of a chunk's first sample; `undefined` in silence that a session put in. */
export function firstNumber(chunk: Uint8Array): number | undefined {
  const bits = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength).getUint32(0, true);
  if (bits === 0) return undefined;
  return bits >= LOUD_BITS ? bits - LOUD_BITS : bits - QUIET_BITS;
}

function samplesOf(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE_HZ);
}
