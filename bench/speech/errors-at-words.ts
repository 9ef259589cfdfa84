/**
 * Where the fewest edits between two lists of words lie: so many at each word of the reference. A word that was put in counts at
 * the one before it, or at the first.
 */
export function errorsAtWords(reference: readonly string[], heard: readonly string[]): readonly number[] {
  const costs = editCosts(reference, heard);
  const cost = (said: number, other: number): number => costs[said]?.[other] ?? Infinity;
  const errors = reference.map(() => 0);
  const count = (said: number): void => {
    errors[Math.max(0, said)] = (errors[Math.max(0, said)] ?? 0) + 1;
  };
  let [said, other] = [reference.length, heard.length];
  while (said > 0 || other > 0) {
    const differs = reference[said - 1] === heard[other - 1] ? 0 : 1;
    if (said > 0 && other > 0 && cost(said, other) === cost(said - 1, other - 1) + differs) {
      said -= 1;
      other -= 1;
      if (differs === 1) count(said);
    } else if (said > 0 && cost(said, other) === cost(said - 1, other) + 1) {
      said -= 1;
      count(said);
    } else {
      other -= 1;
      count(said - 1);
    }
  }
  return errors;
}

/** The fewest edits between the beginnings of both lists, by their lengths. */
function editCosts(reference: readonly string[], heard: readonly string[]): readonly Uint16Array[] {
  const rows = [Uint16Array.from({ length: heard.length + 1 }, (_, index) => index)];
  for (const [index, expected] of reference.entries()) {
    const above = rows[index] ?? new Uint16Array();
    const row = new Uint16Array(heard.length + 1);
    row[0] = index + 1;
    for (const [place, word] of heard.entries()) {
      const replaced = (above[place] ?? 0) + (expected === word ? 0 : 1);
      row[place + 1] = Math.min(replaced, (above[place + 1] ?? 0) + 1, (row[place] ?? 0) + 1);
    }
    rows.push(row);
  }
  return rows;
}
