import type { TurnWord } from '@turnstream/flux';
import { matchWords } from './match-words.ts';
import { normaliseWords } from './normalise-words.ts';

/** A word of a final text, and whether it was said. */
export type JudgedWord = { readonly confidence: number; readonly right: boolean };

/** How often a right word has the higher confidence than a wrong one: 0.5 is chance. */
export type Separation = {
  readonly right: number;
  readonly wrong: number;
  readonly area: number;
  /** The middle 95 % when recordings are drawn anew. */
  readonly interval: readonly [low: number, high: number];
};

const DRAWS = 1_000;

/** Judges the final words of a recording against what was said. */
export function judgeWords(heard: readonly TurnWord[], transcript: string): readonly JudgedWord[] {
  const words = heard.flatMap(({ word, confidence }) => normaliseWords(word).map((text) => ({ text, confidence })));
  const matched = new Set(
    matchWords(
      words.map(({ text }) => text),
      normaliseWords(transcript),
    ).map((match) => match.heard),
  );
  return words.map(({ confidence }, index) => ({ confidence, right: matched.has(index) }));
}

/** How well the confidence tells right words from wrong ones; one list of words for each recording. */
export function separationOf(recordings: readonly (readonly JudgedWord[])[], random: () => number): Separation {
  const all = recordings.flat();
  const right = all.filter((word) => word.right).length;
  const areas = Array.from({ length: DRAWS }, () => areaUnder(recordings.flatMap(() => pick(recordings, random))));
  const sorted = areas.filter((area) => !Number.isNaN(area)).toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return { right, wrong: all.length - right, area: areaUnder(all), interval: [at(0.025), at(0.975)] };
}

function pick<Each>(list: readonly (readonly Each[])[], random: () => number): readonly Each[] {
  return list[Math.floor(random() * list.length)] ?? [];
}

/** By ranks; words of the same confidence share theirs. */
function areaUnder(words: readonly JudgedWord[]): number {
  const byConfidence = new Map<number, { right: number; wrong: number }>();
  for (const { confidence, right } of words) {
    const counts = byConfidence.get(confidence) ?? { right: 0, wrong: 0 };
    counts[right ? 'right' : 'wrong'] += 1;
    byConfidence.set(confidence, counts);
  }
  let [wins, wrongBelow, allRight] = [0, 0, 0];
  for (const [, { right, wrong }] of [...byConfidence].toSorted(([low], [high]) => low - high)) {
    wins += right * (wrongBelow + wrong / 2);
    wrongBelow += wrong;
    allRight += right;
  }
  return wins / (allRight * wrongBelow);
}
