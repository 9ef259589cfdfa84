import { splitWords, wordKey } from '../../text/word-key.ts';
import { SENTENCE_END_TABLE } from './sentence-end-table.ts';

const STEP = 0.1;
const LOWEST = -8;
const FIRST_CHARACTER = 35;
/** Characters that stand for no level, because a string literal would have to escape them. */
const SKIPPED = [39, 92, 96, 36];
const INDEX_LENGTH = 3;
/** Log-odds that a word ends a sentence when nothing is known about it: the mean over words, and over rare words. */
const MEAN_WORD = -3.15;
const RARE_WORD = -1.36;

type Entry = { readonly own: number; readonly pairs: ReadonlyMap<number, number> };

let lines: ReadonlyMap<string, { readonly index: number; readonly codes: string }> | undefined;

/**
 * How much readier than a word chosen at random the last words of a text end a sentence, in log-odds; 0 for no words.
 * From the trigrams of a language model: what was said, not how.
 */
export function sentenceEndLogOdds(transcript: string): number {
  const words = splitWords(transcript)
    .map(wordKey)
    .filter((word) => word !== '');
  const last = words.at(-1);
  if (last === undefined) return 0;
  const entry = entryOf(last);
  if (entry === undefined) return RARE_WORD - MEAN_WORD;
  const before = words.at(-2);
  const index = before === undefined ? 0 : indexOf(before);
  return ((index === undefined ? undefined : entry.pairs.get(index)) ?? entry.own) - MEAN_WORD;
}

function entryOf(word: string): Entry | undefined {
  const codes = table().get(word)?.codes;
  if (codes === undefined) return undefined;
  const pairs = new Map<number, number>();
  for (let at = 1; at + INDEX_LENGTH < codes.length; at += INDEX_LENGTH + 1) {
    pairs.set(Number.parseInt(codes.slice(at, at + INDEX_LENGTH), 36), levelOf(codes, at + INDEX_LENGTH));
  }
  return { own: levelOf(codes, 0), pairs };
}

/** Words are numbered from 1; 0 is the start of a sentence. */
function indexOf(word: string): number | undefined {
  const index = table().get(word)?.index;
  return index === undefined ? undefined : index + 1;
}

function table(): NonNullable<typeof lines> {
  lines ??= new Map(
    SENTENCE_END_TABLE.split('\n').map((line, index) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), { index, codes: line.slice(space + 1) }];
    }),
  );
  return lines;
}

function levelOf(codes: string, at: number): number {
  const code = codes.charCodeAt(at);
  const skipped = SKIPPED.filter((character) => character >= FIRST_CHARACTER && character < code).length;
  return LOWEST + (code - FIRST_CHARACTER - skipped) * STEP;
}
