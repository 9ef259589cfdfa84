import { describe, expect, it } from 'vitest';
import { refill, startPace, type PaceRule } from './pace.ts';

const rule: PaceRule = { sampleRateHz: 16_000, rate: 1.25, chunkSamples: 1_280 };

/** The most samples in one second, when waiting audio is looked at as late as `lateMs` says. */
function mostInOneSecond(lateMs: (look: number) => number): number {
  let pace = startPace(rule, 0, 0);
  const sent: { readonly at: number; readonly samples: number }[] = [];
  for (let look = 0, at = 0; at < 10_000; look += 1) {
    at += 64 + lateMs(look);
    pace = refill(pace, rule, at);
    const samples = Math.floor(pace.tokens / rule.chunkSamples) * rule.chunkSamples;
    pace = { ...pace, tokens: pace.tokens - samples };
    sent.push({ at, samples });
  }
  const windows = sent.map(({ at: from }) =>
    sent.reduce((sum, { at, samples }) => (at >= from && at < from + 1_000 ? sum + samples : sum), 0),
  );
  return Math.max(...windows);
}

describe('a pace', () => {
  it('sends no second faster than the rate while audio waits, however late its timers are', () => {
    for (const lateMs of [0, 1, 15, 100, 700]) {
      const most = mostInOneSecond((look) => (look % 20 === 5 ? lateMs : 0));
      expect([lateMs, most / 16_000 <= 1.25 + 0.08]).toEqual([lateMs, true]);
    }
  });

  it('makes up for timers that are a little late', () => {
    expect(mostInOneSecond((look) => look % 2)).toBeGreaterThan(1.2 * 16_000);
  });

  it('saves up while nothing waits', () => {
    const pace = refill({ ...startPace(rule, 0, 0), held: false }, rule, 1_000);
    expect(pace.tokens).toBe(20_000);
  });
});
