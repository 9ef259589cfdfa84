import type { ObservedSpan } from '../detectors/detectors.ts';
import type { ProsodyDetector } from '../detectors/prosody-detector.ts';
import { markdownTable } from './markdown-table.ts';

/** What each feature of the voice tells by itself on each half, and the weight that it was given. */
export function reportProsody(
  { fitted, areas }: ProsodyDetector,
  halves: { readonly development: readonly ObservedSpan[]; readonly test: readonly ObservedSpan[] },
): string {
  const [development, test] = [areas(halves.development), areas(halves.test)];
  return markdownTable(
    ['feature', 'weight, for each standard deviation', 'area, development', 'area, test'],
    fitted.map(({ feature, weight }, index) => [
      feature,
      weight.toFixed(2),
      (development[index] ?? NaN).toFixed(2),
      (test[index] ?? NaN).toFixed(2),
    ]),
  );
}
