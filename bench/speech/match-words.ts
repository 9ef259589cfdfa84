/** Places of the same word in two lists. */
export type Match = { readonly heard: number; readonly said: number };

/** The longest common sequence of two lists of words, in order. */
export function matchWords(heard: readonly string[], said: readonly string[]): readonly Match[] {
  const lengths = commonLengths(heard, said);
  const length = (heardFrom: number, saidFrom: number): number => lengths[heardFrom]?.[saidFrom] ?? 0;
  const matches: Match[] = [];
  let [at, other] = [0, 0];
  while (at < heard.length && other < said.length) {
    if (heard[at] === said[other]) matches.push({ heard: at++, said: other++ });
    else if (length(at + 1, other) >= length(at, other + 1)) at += 1;
    else other += 1;
  }
  return matches;
}

/** Lengths of the longest common sequence of what is left from each pair of places on. */
function commonLengths(heard: readonly string[], said: readonly string[]): readonly (readonly number[])[] {
  let below: readonly number[] = said.map(() => 0).concat(0);
  const rows = [below];
  for (const word of heard.toReversed()) {
    const row = [0];
    for (let place = said.length - 1; place >= 0; place -= 1) {
      row.unshift(word === said[place] ? 1 + (below[place + 1] ?? 0) : Math.max(below[place] ?? 0, row[0] ?? 0));
    }
    below = row;
    rows.unshift(row);
  }
  return rows;
}
