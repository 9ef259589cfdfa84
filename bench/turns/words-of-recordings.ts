import type { EngineStep } from '@turnstream/engine';
import type { WireWord } from '@turnstream/flux/protocol';
import { normaliseWords } from '../speech/normalise-words.ts';
import type { Played } from './play-recording.ts';

/** A word of a final text, and whether it was said. */
export type JudgedWord = { readonly confidence: number; readonly right: boolean };

/** How much shown text was taken back. */
export type Flicker = {
  readonly finalWords: number;
  /** Words of partial texts that the final text has not in their place, each place and word counted once. */
  readonly unstableWords: number;
  /** Words that were erased from one text to the next. */
  readonly erasedWords: number;
};

/** The words of the ends of turns. */
export function finalWords({ messages }: Played): readonly WireWord[] {
  return messages.flatMap(({ message }) =>
    message.type === 'TurnInfo' && message.event === 'EndOfTurn' ? message.words : [],
  );
}

/** Judges words against what was said: right where the longest common sequence has them. */
export function judgeWords(words: readonly WireWord[], transcript: string): readonly JudgedWord[] {
  const heard = words.flatMap(({ word, confidence }) => normaliseWords(word).map((text) => ({ text, confidence })));
  const said = normaliseWords(transcript);
  const common = commonLengths(
    heard.map(({ text }) => text),
    said,
  );
  const judged: JudgedWord[] = [];
  let at = 0;
  for (const [index, { text, confidence }] of heard.entries()) {
    while (at < said.length && said[at] !== text && (common[index]?.[at] ?? 0) === (common[index]?.[at + 1] ?? 0))
      at += 1;
    const right = said[at] === text && (common[index]?.[at] ?? 0) > (common[index + 1]?.[at] ?? 0);
    if (right) at += 1;
    judged.push({ confidence, right });
  }
  return judged;
}

/** Lengths of the longest common sequence of what is left from each place on. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row === undefined) continue;
      row[j] = a[i] === b[j] ? 1 + (lengths[i + 1]?.[j + 1] ?? 0) : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

/** How often a right word has a higher confidence than a wrong one. */
export function separation(words: readonly JudgedWord[]): number {
  const right = words.filter((word) => word.right);
  const wrong = words.filter((word) => !word.right);
  let wins = 0;
  for (const { confidence } of right) {
    for (const other of wrong) wins += confidence > other.confidence ? 1 : confidence === other.confidence ? 0.5 : 0;
  }
  return wins / (right.length * wrong.length);
}

/** What was shown of each turn, compared without case and punctuation. A turn ends where its text goes. */
export function flickerOf(steps: readonly EngineStep[]): Flicker {
  let shown: readonly string[] = [];
  let seen = new Set<string>();
  let [all, unstable, erased] = [0, 0, 0];
  const close = (): void => {
    all += shown.length;
    unstable += [...seen].filter((entry) => !shown.some((word, index) => entry === `${index} ${word}`)).length;
    seen = new Set();
  };
  for (const { transcript } of steps) {
    const words = normaliseWords(transcript);
    if (words.length === 0 && shown.length > 0) close();
    else {
      const kept = shown.findIndex((word, index) => word !== words[index]);
      erased += kept === -1 ? 0 : shown.length - kept;
      for (const [index, word] of words.entries()) seen.add(`${index} ${word}`);
    }
    shown = words;
  }
  close();
  return { finalWords: all, unstableWords: unstable, erasedWords: erased };
}
