import type { Span } from '../recognition/span.ts';

/**
 * The stretches of a segment that are worth decoding: a long silence between words is shortened to `longestGap`,
 * half of it kept on either side, because recognisers of whole stretches lose their way in silence.
 */
export function stretchesOf(start: number, end: number, voiced: readonly Span[], longestGap: number): readonly Span[] {
  const stretches: Span[] = [];
  let from = start;
  for (const [index, span] of voiced.entries()) {
    const next = voiced[index + 1];
    if (next === undefined || next.start - span.end <= longestGap) continue;
    stretches.push({ start: from, end: span.end + Math.floor(longestGap / 2) });
    from = next.start - Math.floor(longestGap / 2);
  }
  return [...stretches, { start: from, end }];
}
