/** What the caller says, known to both sides: numbered words in turns of six, every sample of a word loud and with its number. */
export const SAMPLE_RATE_HZ = 16_000;
export const FRAME_MS = 20;
export const FRAME_SAMPLES: number = (FRAME_MS / 1_000) * SAMPLE_RATE_HZ;

/** Samples of a word from its first to its last: it is heard only where all of them arrive together. */
export const WORD_SAMPLES: number = 0.24 * SAMPLE_RATE_HZ;

const WORDS_PER_TURN = 6;
const TURNS = 16;
const LEAD_SAMPLES = SAMPLE_RATE_HZ;
const WORD_STRIDE = 0.32 * SAMPLE_RATE_HZ;
const TURN_STRIDE = WORDS_PER_TURN * WORD_STRIDE + 1.2 * SAMPLE_RATE_HZ;

/** A word's samples are this and its number; those between are quiet, and none is zero. */
const LOUD = 4_000;
const QUIET = 7;

export const CALL_WORDS: number = WORDS_PER_TURN * TURNS;
export const CALL_FRAMES: number = (LEAD_SAMPLES + TURNS * TURN_STRIDE) / FRAME_SAMPLES;

/** Where a word ends, in samples of the call. */
export function wordEnd(word: number): number {
  const turn = Math.floor(word / WORDS_PER_TURN);
  return LEAD_SAMPLES + turn * TURN_STRIDE + (word % WORDS_PER_TURN) * WORD_STRIDE + WORD_SAMPLES;
}

/** The whole call, as linear16. */
export function speakCall(): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(CALL_FRAMES * FRAME_SAMPLES).fill(QUIET);
  for (let word = 0; word < CALL_WORDS; word += 1) {
    samples.fill(LOUD + word, wordEnd(word) - WORD_SAMPLES, wordEnd(word));
  }
  return samples;
}

/** The word that a sample belongs to. */
export function wordOf(sample: number): number | undefined {
  return sample >= LOUD ? sample - LOUD : undefined;
}
