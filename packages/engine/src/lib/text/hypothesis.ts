import type { RecognitionPurpose } from '../recognition/recogniser.ts';
import { splitWords, wordKey } from './word-key.ts';

/** What the recogniser makes of an open segment. */
export type Hypothesis = {
  /** The latest decode. */
  readonly words: readonly HypothesisWord[];
  /** What is shown of it. */
  readonly shown: readonly HypothesisWord[];
  /** End of the audio that was decoded, in samples. */
  readonly to?: number | undefined;
  /** Words of the longest decode so far. */
  readonly most?: number;
};

/** A word of a hypothesis. */
export type HypothesisWord = {
  readonly text: string;
  /** In how many hypotheses in a row it stood at this place. */
  readonly seen: number;
  /** End of the audio in which it first stood there, in samples. */
  readonly by?: number | undefined;
  /** End of the audio of the decode before that, when no decode so far had a word at this place. */
  readonly after?: number | undefined;
};

/** Looks in a row that must agree on a word before it is shown. */
const AGREEING = 2;
const CLOSING_PUNCTUATION = /[.?!,;:…]+$/u;

/**
 * Takes a new decode of a growing segment into account.
 * A final decode is shown whole. While somebody speaks, a word is shown when two looks in a row agree on it and on all
 * before it, and goes again only when two agree on another: the audio often ends inside a word, and single looks err.
 * The closing punctuation of a look is dropped, because the recogniser ends every cut like a sentence.
 * An empty decode says nothing: the words before it stay. `to` is the end of the decoded audio, in samples.
 */
export function growHypothesis(
  previous: Hypothesis | undefined,
  text: string,
  purpose: RecognitionPurpose,
  to?: number,
): Hypothesis | undefined {
  const decoded = splitWords(purpose === 'final' ? text : text.trimEnd().replace(CLOSING_PUNCTUATION, ''));
  if (decoded.length === 0) return previous;
  const words = decoded.map((word, index): HypothesisWord => {
    const before = previous?.words[index];
    const same = before !== undefined && wordKey(before.text) === wordKey(word);
    if (same) return { ...before, text: word, seen: before.seen + 1 };
    // A decode that stopped short of words that were there before does not show that they come later.
    return { text: word, seen: 1, by: to, after: index >= (previous?.most ?? 0) ? previous?.to : undefined };
  });
  return {
    words,
    to,
    most: Math.max(previous?.most ?? 0, words.length),
    shown: purpose === 'final' ? words : shownWhileSpeaking(previous?.shown ?? [], words),
  };
}

function shownWhileSpeaking(
  shown: readonly HypothesisWord[],
  words: readonly HypothesisWord[],
): readonly HypothesisWord[] {
  const disagreed = words.findIndex((word) => word.seen < AGREEING);
  const agreed = disagreed === -1 ? words : words.slice(0, disagreed);
  // One word of several is shown early, so that a turn starts in time.
  if (shown.length === 0 && agreed.length === 0) return words.length > 1 ? words.slice(0, 1) : [];
  const same = shown.filter((word, index) => wordKey(word.text) === wordKey(agreed[index]?.text ?? '')).length;
  if (same >= agreed.length) return shown;
  // The words that stay keep their spelling, so that commas and capitals do not flicker; the last was spelled as the end of a sentence.
  const kept = shown.findIndex((word, index) => wordKey(word.text) !== wordKey(agreed[index]?.text ?? ''));
  const steady = Math.max(0, (kept === -1 ? shown.length : kept) - 1);
  return agreed.map((word, index) => (index < steady ? { ...word, text: shown[index]?.text ?? word.text } : word));
}
