import { splitWords, wordKey } from '../../text/word-key.ts';

const HESITATIONS = new Set('um umm uh uhm er erm hmm hm mm mhm'.split(' '));
const DIGITS = new Set('zero oh one two three four five six seven eight nine'.split(' '));
/** Digits in a row that are a number of their own: a postal code, a telephone number with or without its country, a card. */
const WHOLE_NUMBERS = new Set([5, 10, 11, 16]);
const FEWEST_DIGITS = 2;
const FEWEST_LETTERS = 2;
const ADDRESS_BEGINS = /\be-?mail(?: address)? is\b|\baddress is\b|\bat\b(?=.*\bdot\b)/u;
const ADDRESS_ENDS = /(?:\bdot |\.)(?:com|org|net|edu|gov|info|io|co|uk|de|fr|eu)[.?!,]*$/u;
const ADDRESS_WORDS = new Set('dot at dash hyphen underscore slash'.split(' '));

/** A reason to think that more words follow, whatever the silence. */
export type OpenEnding = 'hesitation' | 'digits' | 'spelling' | 'address';

/** Whether a text stops in the middle of something that is said piece by piece. */
export function openEnding(transcript: string): OpenEnding | undefined {
  const words = splitWords(transcript)
    .map(wordKey)
    .filter((word) => word !== '');
  const last = words.at(-1);
  if (last === undefined) return undefined;
  if (HESITATIONS.has(last)) return 'hesitation';
  const digits = trailing(words, digitsIn).reduce((sum, count) => sum + count, 0);
  if (digits >= FEWEST_DIGITS && !WHOLE_NUMBERS.has(digits)) return 'digits';
  if (trailing(words, (word) => (/^\p{L}$/u.test(word) ? 1 : 0)).length >= FEWEST_LETTERS) return 'spelling';
  const text = transcript.toLowerCase();
  return ADDRESS_WORDS.has(last) && /\b(?:dot|at)\b/u.test(text) && (last !== 'at' || ADDRESS_BEGINS.test(text))
    ? 'address'
    : addressIsOpen(text)
      ? 'address'
      : undefined;
}

function addressIsOpen(text: string): boolean {
  return /\be-?mail(?: address)? is\b/u.test(text) && !ADDRESS_ENDS.test(text);
}

/** How many digits a word stands for; a number that is said as one is none. */
function digitsIn(word: string): number {
  if (DIGITS.has(word)) return 1;
  return /^(?:\d|0\d+|\d{5,})$/u.test(word) ? word.length : 0;
}

function trailing(words: readonly string[], weigh: (word: string) => number): readonly number[] {
  const weights = words.map(weigh);
  const other = weights.lastIndexOf(0);
  return weights.slice(other + 1);
}
