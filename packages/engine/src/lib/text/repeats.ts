import { splitWords, wordKey } from './word-key.ts';

/** Longest run of words that is looked at as the unit of a loop. */
const LONGEST_UNIT = 8;
/** Somebody may say a word three times; a recogniser that says it five times over is stuck. */
const MOST_REPEATS = 4;
/** Nobody says more words in a second. */
const MOST_WORDS_PER_SECOND = 6;

/** Whether a text repeats itself without end, or has more words than the speech had time for: a decoder that got stuck. */
export function isStuck(text: string, speechSeconds: number): boolean {
  const words = splitWords(text);
  return words.length > Math.max(3, speechSeconds * MOST_WORDS_PER_SECOND) || loopIn(words.map(wordKey)) !== undefined;
}

/** The text with each endless repetition said once. */
export function withoutLoops(text: string): string {
  let words = splitWords(text);
  for (let loop = loopIn(words.map(wordKey)); loop !== undefined; loop = loopIn(words.map(wordKey))) {
    words = [...words.slice(0, loop.start + loop.unit), ...words.slice(loop.end)];
  }
  return words.join(' ');
}

type Loop = { readonly start: number; readonly end: number; readonly unit: number };

function loopIn(keys: readonly string[]): Loop | undefined {
  for (let unit = 1; unit <= LONGEST_UNIT; unit += 1) {
    let same = 0;
    for (let index = unit; index <= keys.length; index += 1) {
      if (index < keys.length && keys[index] === keys[index - unit]) {
        same += 1;
        continue;
      }
      // `same` words after the first unit repeat it.
      if (same >= unit * MOST_REPEATS) return { start: index - same - unit, end: index - (same % unit), unit };
      same = 0;
    }
  }
  return undefined;
}
