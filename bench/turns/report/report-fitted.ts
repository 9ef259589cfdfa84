import { FAMILIES, fitToBudget } from '../metrics/fitted-policies.ts';
import { markdownTable, percent, seconds } from './markdown-table.ts';

const BUDGETS = [0.2, 0.1, 0.05];

/** Policies chosen on the development half and then only read off on the test half. */
export function reportFitted(halves: Parameters<typeof fitToBudget>[1]): string {
  return markdownTable(
    ['budget of cuts, policy', 'development: cut', 'mean latency, s', 'test: cut', 'mean latency, s'],
    BUDGETS.flatMap((budget) =>
      FAMILIES.map((family) => {
        const fitted = fitToBudget(family, halves, budget);
        return [`${percent(budget)}, ${family.name}`, ...cells(fitted?.development), ...cells(fitted?.test)];
      }),
    ),
  );
}

function cells(half: { readonly cuts: number; readonly latency: number } | undefined): readonly string[] {
  return half === undefined ? ['-', '-'] : [percent(half.cuts), seconds(half.latency)];
}
