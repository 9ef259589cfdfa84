import type { Half, Span } from './span.ts';

type Counts = { holds: number; ends: number };

/**
 * Gives every speaker to one half, by counts alone: the speaker with the most pauses first, to the half with the fewest so far;
 * those without pauses to the half with the fewest ends. Names break ties.
 */
export function splitSpeakers(spans: readonly Omit<Span, 'half'>[]): ReadonlyMap<string, Half> {
  const counts = new Map<string, Counts>();
  for (const { speaker, kind } of spans) {
    const count = counts.get(speaker) ?? { holds: 0, ends: 0 };
    if (kind === 'hold') count.holds += 1;
    else count.ends += 1;
    counts.set(speaker, count);
  }
  const ordered = [...counts].toSorted(
    ([nameA, a], [nameB, b]) => b.holds - a.holds || b.ends - a.ends || nameA.localeCompare(nameB),
  );
  const totals = { development: { holds: 0, ends: 0 }, test: { holds: 0, ends: 0 } };
  const halves = new Map<string, Half>();
  for (const [speaker, { holds, ends }] of ordered) {
    const { development, test } = totals;
    const difference = holds > 0 ? test.holds - development.holds : 0;
    const half = (difference === 0 ? test.ends - development.ends : difference) >= 0 ? 'development' : 'test';
    halves.set(speaker, half);
    totals[half].holds += holds;
    totals[half].ends += ends;
  }
  return halves;
}
