/**
 * Makes the table of how words end sentences, `packages/engine/src/lib/turn/evidence/sentence-end-table.ts`, from the
 * language model of Debian's package `pocketsphinx-en-us`:
 *
 *     npx tsx scripts/make-sentence-ends.ts [/usr/share/pocketsphinx/model/en-us/en-us.lm.bin]
 *
 * The file is a trie of n-grams, last word first, as sphinxbase writes it: a header, counts, tables of quantised
 * log-probabilities, unigrams, then bigrams and trigrams packed bit by bit. Only n-grams that end with `</s>` are taken.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HEADER = 'Trie Language Model';
const LOG_BASE = Math.log(1.0001);
/** Words kept, most frequent first. */
const WORDS = 9_000;
/** Pairs are kept where they say something else than their last word alone, in log-odds. */
const PAIR_DIFFERENCE = 0.7;
/** Log-odds are kept in steps of this, from the lowest. */
const STEP = 0.1;
const LOWEST = -8;
const FIRST_CHARACTER = 35;
/** Characters that a string literal would have to escape are stepped over. */
const ESCAPED = new Set(["'", '\\', '`', '$']);

const path = process.argv[2] ?? '/usr/share/pocketsphinx/model/en-us/en-us.lm.bin';
const bytes = readFileSync(path);
if (bytes.toString('latin1', 0, HEADER.length) !== HEADER || bytes[HEADER.length] !== 3) {
  throw new Error(`${path} is not a trigram model in sphinxbase's trie format`);
}
let place = HEADER.length + 1;
const unigramCount = bytes.readUInt32LE(place);
const bigramCount = bytes.readUInt32LE(place + 4);
const trigramCount = bytes.readUInt32LE(place + 8);
place += 12 + 4;
const bigramTable = place;
const trigramTable = place + 2 * 65_536 * 4;
place += 3 * 65_536 * 4;
const unigrams = place;
place += 12 * (unigramCount + 1);
const wordBits = bitsFor(unigramCount);
const nextBits = bitsFor(trigramCount);
const bigramBits = wordBits + 32 + nextBits;
const trigramBits = wordBits + 16;
const bigrams = place;
const trigrams = bigrams + Math.floor(((1 + bigramCount) * bigramBits + 7) / 8) + 8;
place = trigrams + Math.floor(((1 + trigramCount) * trigramBits + 7) / 8) + 8;
const words = bytes.toString('utf8', place + 4, place + 4 + bytes.readUInt32LE(place)).split('\0');

const end = words.indexOf('</s>');
const last = new Map<string, number>();
const pairs = new Map<string, Map<string, number>>();
for (let index = nextOf(end); index < nextOf(end + 1); index += 1) {
  const at = index * bigramBits;
  const word = words[bitsAt(bigrams, at, wordBits)] ?? '';
  last.set(word, logOdds(bytes.readFloatLE(bigramTable + 4 * bitsAt(bigrams, at + wordBits + 16, 16))));
  const from = bitsAt(bigrams, at + wordBits + 32, nextBits);
  const to = bitsAt(bigrams, at + bigramBits + wordBits + 32, nextBits);
  const before = new Map<string, number>();
  for (let trigram = from; trigram < to; trigram += 1) {
    const bit = trigram * trigramBits;
    const value = bytes.readFloatLE(trigramTable + 4 * bitsAt(trigrams, bit + wordBits, 16));
    before.set(words[bitsAt(trigrams, bit, wordBits)] ?? '', logOdds(value));
  }
  pairs.set(word, before);
}

const frequency = new Map(words.map((word, index) => [word, bytes.readFloatLE(unigrams + 12 * index)]));
const kept = [...last.keys()]
  .filter((word) => /^[a-z][a-z']*$/u.test(word))
  .toSorted((a, b) => (frequency.get(b) ?? 0) - (frequency.get(a) ?? 0))
  .slice(0, WORDS)
  .toSorted();
const places = new Map(kept.map((word, index) => [word, index]));
const lines = kept.map((word) => {
  const own = last.get(word) ?? 0;
  const exceptions = [...(pairs.get(word) ?? [])]
    .filter(([, value]) => Math.abs(value - own) >= PAIR_DIFFERENCE)
    .filter(([before]) => before === '<s>' || places.has(before))
    .map(([before, value]) => [before === '<s>' ? 0 : (places.get(before) ?? 0) + 1, value] as const)
    .toSorted(([a], [b]) => a - b);
  return `${word} ${symbol(own)}${exceptions.map(([index, value]) => index.toString(36).padStart(3, '0') + symbol(value)).join('')}`;
});
const source = `// Made by scripts/make-sentence-ends.ts from the language model of pocketsphinx-en-us; see NOTICE for its licence.
// A line for each word: the word, then in one character how readily it ends a sentence, then for each word before it
// that makes a difference three characters for that word and one for the pair.

/** The lines, in alphabetical order. */
export const SENTENCE_END_TABLE: string = \`${lines.join(String.raw`\n`)}\`;
`;
writeFileSync(
  fileURLToPath(new URL('../packages/engine/src/lib/turn/evidence/sentence-end-table.ts', import.meta.url)),
  source,
);
console.error(`${kept.length} words, ${Math.round(source.length / 1024)} kB`);

function symbol(odds: number): string {
  const level = Math.round((Math.max(LOWEST, Math.min(0, odds)) - LOWEST) / STEP);
  let code = FIRST_CHARACTER;
  for (let left = level; left > 0 || ESCAPED.has(String.fromCharCode(code)); code += 1) {
    if (!ESCAPED.has(String.fromCharCode(code))) left -= 1;
  }
  return String.fromCharCode(code);
}

function nextOf(word: number): number {
  return bytes.readUInt32LE(unigrams + 12 * word + 8);
}

function logOdds(stored: number): number {
  const chance = Math.exp(stored * LOG_BASE);
  return Math.log(chance / (1 - chance));
}

function bitsAt(base: number, bit: number, count: number): number {
  const value = bytes.readBigUInt64LE(base + Math.floor(bit / 8)) >> BigInt(bit % 8);
  return Number(value & ((1n << BigInt(count)) - 1n));
}

function bitsFor(value: number): number {
  return value.toString(2).length;
}
