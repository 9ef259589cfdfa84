import { array, assert, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coresOf, loadOf, newStreamCost, withWork } from './load-meter.ts';
import type { LoadRules, StreamCost } from './load-meter.ts';

const RULES: LoadRules = { expectedCores: { normal: 0.2, high: 0.1 }, highFromCores: 1, fullFromCores: 1.5 };

const streams = (count: number): StreamCost[] => Array.from({ length: count }, () => newStreamCost(0.2, 0));

/** A stream that works so many milliseconds in every second, for some seconds. */
function worked(expectedCores: number, busyMs: number, seconds: number): StreamCost {
  let cost = newStreamCost(expectedCores, 0);
  for (let second = 1; second <= seconds; second += 1) cost = withWork(cost, busyMs, second * 1_000);
  return cost;
}

describe('the load of an engine', () => {
  it('is what is expected of streams that have shown nothing yet, so that a rush of them is not let in', () => {
    expect(loadOf([], 0, RULES)).toBe('normal');
    expect(loadOf(streams(4), 0, RULES)).toBe('normal');
    expect(loadOf(streams(5), 0, RULES)).toBe('high');
    expect(loadOf(streams(7), 0, RULES)).toBe('high');
    expect(loadOf(streams(8), 0, RULES)).toBe('full');
  });

  it('follows what streams do need, with some of the expectation left', () => {
    expect(coresOf(worked(0.2, 20, 300), 300_000)).toBeCloseTo(0.02 + 0.18 / 3, 2);
    expect(coresOf(worked(0.2, 600, 300), 300_000)).toBeGreaterThan(0.4);
    expect(loadOf([worked(0.2, 900, 100), worked(0.2, 900, 100)], 100_000, RULES)).toBe('high');
    expect(loadOf([worked(0.2, 900, 100), worked(0.2, 990, 100), worked(0.2, 900, 100)], 100_000, RULES)).toBe('full');
  });

  it('forgets: a stream that was busy and has gone quiet is a quiet one after some minutes', () => {
    const cost = worked(0.2, 900, 100);
    expect(coresOf(cost, 100_000)).toBeGreaterThan(0.5);
    expect(coresOf(cost, 300_000)).toBeLessThan(0.1);
  });

  it('never falls when a stream comes or works more', () => {
    const order = ['normal', 'high', 'full'];
    const working = array(record({ busyMs: integer({ min: 0, max: 1_000 }), seconds: integer({ min: 0, max: 60 }) }), {
      maxLength: 12,
    });
    assert(
      property(working, integer({ min: 0, max: 11 }), (made, which) => {
        const costs = made.map(({ busyMs, seconds }) => worked(0.2, busyMs, seconds));
        const load = order.indexOf(loadOf(costs, 60_000, RULES));
        const harder = costs.map((cost, index) => (index === which ? withWork(cost, 500, 60_000) : cost));
        expect(order.indexOf(loadOf(harder, 60_000, RULES))).toBeGreaterThanOrEqual(load);
        const more = [...costs, newStreamCost(0.2, 60_000)];
        expect(order.indexOf(loadOf(more, 60_000, RULES))).toBeGreaterThanOrEqual(load);
      }),
    );
  });
});
