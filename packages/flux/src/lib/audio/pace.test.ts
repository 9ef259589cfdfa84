import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refill, startPace, waitMs, type PaceRule } from './pace.ts';

const rule: PaceRule = { sampleRateHz: 16_000, rate: 1.25, chunkSamples: 1_280 };

type Sent = { readonly at: number; readonly samples: number };

const RUN_MS = 20_000;

/** What leaves of audio without end, when it is looked at as late as `lateMs` says. */
function sendLate(lateMs: (look: number) => number): readonly Sent[] {
  let pace = startPace(rule, 0, 0);
  const sent: Sent[] = [];
  for (let look = 0, at = 0; at < RUN_MS; look += 1) {
    at += Math.max(1, waitMs(pace, rule, rule.chunkSamples)) + lateMs(look);
    pace = refill(pace, rule, at);
    const samples = Math.floor(pace.tokens / rule.chunkSamples) * rule.chunkSamples;
    pace = { ...pace, tokens: pace.tokens - samples };
    sent.push({ at, samples });
  }
  return sent;
}

/** The most samples in one second. */
function mostInOneSecond(sent: readonly Sent[]): number {
  const windows = sent.map(({ at: from }) =>
    sent.reduce((sum, { at, samples }) => (at >= from && at < from + 1_000 ? sum + samples : sum), 0),
  );
  return Math.max(...windows);
}

/** Times real time. */
function meanRate(sent: readonly Sent[]): number {
  return sent.reduce((sum, { samples }) => sum + samples, 0) / rule.sampleRateHz / (RUN_MS / 1_000);
}

describe('a pace', () => {
  it('sends no second faster than the rate while audio waits, to a chunk', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(15), { minLength: 1, maxLength: 40 }), (lateMs) => {
        const sent = sendLate((look) => lateMs[look % lateMs.length] ?? 0);
        expect(mostInOneSecond(sent)).toBeLessThanOrEqual(1.25 * rule.sampleRateHz + rule.chunkSamples);
      }),
    );
  });

  it('makes up for late timers, by half a second at most', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_500), { minLength: 1, maxLength: 40 }), (lateMs) => {
        const sent = sendLate((look) => lateMs[look % lateMs.length] ?? 0);
        expect(mostInOneSecond(sent)).toBeLessThanOrEqual((1.25 + 0.5) * rule.sampleRateHz + rule.chunkSamples);
      }),
    );
  });

  it.each([0, 1, 15, 50, 100, 200, 400])('is faster than speech where every timer is %i ms late', (lateMs) => {
    expect(meanRate(sendLate(() => lateMs))).toBeGreaterThan(1.05);
  });

  it('saves up while nothing waits', () => {
    const pace = refill({ ...startPace(rule, 0, 0), held: false }, rule, 1_000);
    expect(pace.tokens).toBe(20_000);
  });
});
