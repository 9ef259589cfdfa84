/** Words that were substituted, left out or put in, and how many there should have been. */
export type WordErrors = {
  readonly substituted: number;
  readonly missing: number;
  readonly extra: number;
  readonly words: number;
};

/** No words at all. */
export const NO_ERRORS: WordErrors = { substituted: 0, missing: 0, extra: 0, words: 0 };

type Cell = WordErrors & { readonly cost: number };

/** The fewest edits between two lists of words. */
export function compareWords(reference: readonly string[], heard: readonly string[]): WordErrors {
  let row: Cell[] = [{ ...NO_ERRORS, cost: 0 }];
  for (const [index] of heard.entries()) row.push({ ...NO_ERRORS, extra: index + 1, cost: index + 1 });
  for (const expected of reference) {
    const above = row;
    const first = above[0] ?? { ...NO_ERRORS, cost: 0 };
    row = [{ ...first, missing: first.missing + 1, cost: first.cost + 1 }];
    for (const [index, word] of heard.entries()) {
      const diagonal = above[index] ?? first;
      const up = above[index + 1] ?? first;
      const left = row[index] ?? first;
      const match = expected === word;
      const candidates: Cell[] = [
        match ? diagonal : { ...diagonal, substituted: diagonal.substituted + 1, cost: diagonal.cost + 1 },
        { ...up, missing: up.missing + 1, cost: up.cost + 1 },
        { ...left, extra: left.extra + 1, cost: left.cost + 1 },
      ];
      row.push(candidates.reduce((best, cell) => (cell.cost < best.cost ? cell : best)));
    }
  }
  const { substituted, missing, extra } = row.at(-1) ?? NO_ERRORS;
  return { substituted, missing, extra, words: reference.length };
}

/** Sums two counts. */
export function addErrors(left: WordErrors, right: WordErrors): WordErrors {
  return {
    substituted: left.substituted + right.substituted,
    missing: left.missing + right.missing,
    extra: left.extra + right.extra,
    words: left.words + right.words,
  };
}

/** Errors per word of the reference; 0 when there is none. */
export function errorRate({ substituted, missing, extra, words }: WordErrors): number {
  return words === 0 ? 0 : (substituted + missing + extra) / words;
}
