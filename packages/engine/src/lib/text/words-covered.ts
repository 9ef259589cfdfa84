import { wordKey } from './word-key.ts';

/**
 * How many words at the start of `whole` are those of `part`, a reading of less audio: the count with the fewest differences,
 * the largest where several have them.
 */
export function wordsCovered(whole: readonly string[], part: readonly string[]): number {
  const wholeKeys = whole.map(wordKey);
  // Each row: the edits between the words of `part` so far and the first 0, 1, 2... words of `whole`.
  let edits = Array.from({ length: wholeKeys.length + 1 }, (_, index) => index);
  for (const key of part.map(wordKey)) {
    const above = edits;
    edits = [(above[0] ?? 0) + 1];
    for (const [index, wholeKey] of wholeKeys.entries()) {
      const replaced = (above[index] ?? 0) + (key === wholeKey ? 0 : 1);
      edits.push(Math.min(replaced, (above[index + 1] ?? 0) + 1, (edits[index] ?? 0) + 1));
    }
  }
  return edits.lastIndexOf(Math.min(...edits));
}
