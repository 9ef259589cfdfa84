import type { ObservedSpan } from '../detectors/detectors.ts';
import { markdownTable, percent } from './markdown-table.ts';

const AGES = [0.1, 0.2, 0.3, 0.4];

/** How soon voice activity hears a silence, and how soon all words of the speech before it are in the text. */
export function reportCoverage(observed: readonly ObservedSpan[]): string {
  const seenAt = (age: number): readonly (ObservedSpan['observations'][number] | undefined)[] =>
    observed.map(({ audio, observations }) =>
      observations.findLast(({ audioEndSeconds }) => audioEndSeconds <= audio.silenceStart + age + 1e-6),
    );
  const share = (age: number, is: (seen: ObservedSpan['observations'][number]) => boolean): string =>
    percent(seenAt(age).filter((seen) => seen !== undefined && is(seen)).length / observed.length);
  return markdownTable(
    ['silence', 'heard as silence', 'all words decoded'],
    AGES.map((age) => [
      `${age} s`,
      share(age, ({ speech }) => !speech),
      share(age, ({ speech, covered }) => !speech && covered),
    ]),
  );
}
