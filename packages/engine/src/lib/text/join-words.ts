import { wordKey } from './word-key.ts';

/** What lies between two segments: a pause, or a cut through speech that went on (with the words as they stood before it). */
export type Seam = { readonly kind: 'pause' } | { readonly kind: 'cut'; readonly wordsBefore: readonly string[] };

/** Words that go on with a sentence more often than they begin one. */
const CONTINUATIONS = new Set('and or nor because which than of'.split(' '));
const FULL_STOP = /[.…]+$/u;
const CLOSING_PUNCTUATION = /[.?!,;:…]+$/u;

/**
 * The recogniser writes every segment as whole sentences, so a seam inside a sentence gets a full stop and a capital.
 * Returns the last word before the seam and the first after it as they are likelier to have been meant.
 */
export function joinAtSeam(last: string, first: string, seam: Seam): readonly [last: string, first: string] {
  if (seam.kind === 'cut') {
    return [
      spelledBefore(last, seam.wordsBefore) ?? stripped(last, CLOSING_PUNCTUATION),
      withCaseOf(first, spelledBefore(first, seam.wordsBefore)),
    ];
  }
  return CONTINUATIONS.has(wordKey(first)) ? [stripped(last, FULL_STOP), lowered(first)] : [last, first];
}

/** How the word was spelled in the last text that had both sides of the seam. */
function spelledBefore(word: string, wordsBefore: readonly string[]): string | undefined {
  const key = wordKey(word);
  return wordsBefore.findLast((before) => wordKey(before) === key);
}

function withCaseOf(word: string, known: string | undefined): string {
  if (known === undefined) return lowered(word);
  return startsUpper(known) ? word : lowered(word);
}

function stripped(word: string, punctuation: RegExp): string {
  return word.replace(punctuation, '') || word;
}

function startsUpper(word: string): boolean {
  return /^\p{Lu}/u.test(word);
}

function lowered(word: string): string {
  const keeps = /^I(?:\P{L}|$)/u.test(word) || /^.+[\p{Lu}\p{N}]/u.test(word);
  return keeps ? word : word.charAt(0).toLowerCase() + word.slice(1);
}
