import type { RecognitionPurpose } from '../recognition/recogniser.ts';
import { splitWords, wordKey } from './word-key.ts';

/** What the recogniser makes of an open segment. */
export type Hypothesis = {
  readonly words: readonly HypothesisWord[];
  /** How many of the words, from the first, are shown. */
  readonly shown: number;
};

/** A word of a hypothesis. `seen`: in how many hypotheses in a row it stood at this place. */
export type HypothesisWord = { readonly text: string; readonly seen: number };

/** Seen this often, a word keeps its spelling while the segment grows, so that commas and capitals do not flicker. */
const STEADY = 2;
const CLOSING_PUNCTUATION = /[.?!,;:…]+$/u;

/**
 * Takes a new decode of a growing segment into account.
 * While somebody speaks, the last word is held back until a second decode confirms it: the audio often ends inside it.
 * The closing punctuation goes too, because the recogniser ends every cut like a sentence.
 * An empty decode says nothing: the words before it stay.
 */
export function growHypothesis(
  previous: Hypothesis | undefined,
  text: string,
  purpose: RecognitionPurpose,
): Hypothesis | undefined {
  const decoded = splitWords(purpose === 'final' ? text : text.trimEnd().replace(CLOSING_PUNCTUATION, ''));
  if (decoded.length === 0) return previous;
  const words = decoded.map((word, index): HypothesisWord => {
    const before = previous?.words[index];
    if (before === undefined || wordKey(before.text) !== wordKey(word)) return { text: word, seen: 1 };
    // The last word of a hypothesis is spelled as if it ended a sentence.
    const inside = index < decoded.length - 1 && index < (previous?.words.length ?? 0) - 1;
    const steady = purpose === 'partial' && before.seen >= STEADY && inside;
    return { text: steady ? before.text : word, seen: before.seen + 1 };
  });
  return { words, shown: purpose === 'final' ? words.length : shownWhileSpeaking(words) };
}

function shownWhileSpeaking(words: readonly HypothesisWord[]): number {
  const unconfirmed = words.at(-1)?.seen === 1;
  return unconfirmed && words.length > 1 ? words.length - 1 : words.length;
}
