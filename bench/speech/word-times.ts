import type { TurnWord } from '@turnstream/flux';
import { matchWords } from './match-words.ts';
import { normaliseWords } from './normalise-words.ts';

/** A word as somebody else timed it; a bound that they did not time is absent. Seconds. */
export type TimedWord = { readonly text: string; readonly start?: number; readonly end?: number };

/** How far estimates lie from the reference, without their sign. Seconds. */
export type TimeErrors = { readonly starts: readonly number[]; readonly ends: readonly number[] };

type Placed = { readonly text: string; readonly start: number; readonly end: number };

/** The words of a text, of which only the first start and the last end were timed. A hesitation is left out, and its bound with it. */
export function timedUtterance(text: string, start: number, end: number): readonly TimedWord[] {
  const words = normaliseWords(text);
  const tokens = text.split(/\s+/u);
  return words.map((word, index) => ({
    text: word,
    ...(index === 0 && isWord(tokens.at(0)) && { start }),
    ...(index === words.length - 1 && isWord(tokens.at(-1)) && { end }),
  }));
}

/** The errors of the words that are in both. */
export function timeErrors(heard: readonly TurnWord[], reference: readonly TimedWord[]): TimeErrors {
  return errorsOf(heard.flatMap(placed), reference);
}

/** The errors of times that take no notice of the words: spread evenly from the first to the last of each turn. */
export function evenlySpreadErrors(
  turns: readonly (readonly TurnWord[])[],
  reference: readonly TimedWord[],
): TimeErrors {
  return errorsOf(
    turns.flatMap((turn) => spread(turn.flatMap(placed))),
    reference,
  );
}

/** The value below which this share of them lies. */
export function atShare(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

function isWord(token = ''): boolean {
  return normaliseWords(token).length > 0;
}

function placed({ word, startSeconds = NaN, endSeconds = NaN }: TurnWord): readonly Placed[] {
  return normaliseWords(word).map((text) => ({ text, start: startSeconds, end: endSeconds }));
}

function spread(words: readonly Placed[]): readonly Placed[] {
  const from = words[0]?.start ?? 0;
  const each = ((words.at(-1)?.end ?? 0) - from) / words.length;
  return words.map(({ text }, index) => ({ text, start: from + index * each, end: from + (index + 1) * each }));
}

function errorsOf(words: readonly Placed[], reference: readonly TimedWord[]): TimeErrors {
  const pairs = matchWords(
    words.map(({ text }) => text),
    reference.map(({ text }) => text),
  ).flatMap(({ heard, said }) => {
    const [word, timed] = [words[heard], reference[said]];
    return word === undefined || timed === undefined ? [] : [{ word, timed }];
  });
  return {
    starts: pairs.flatMap(({ word, timed }) => (timed.start === undefined ? [] : [Math.abs(word.start - timed.start)])),
    ends: pairs.flatMap(({ word, timed }) => (timed.end === undefined ? [] : [Math.abs(word.end - timed.end)])),
  };
}
