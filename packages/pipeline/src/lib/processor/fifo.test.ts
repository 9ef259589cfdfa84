import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fifo } from './fifo.ts';

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('push' as const), value: fc.integer() }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('take' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('filter' as const), divisor: fc.integer({ min: 1, max: 4 }) }),
  },
);

type Step = { type: 'push'; value: number } | { type: 'take' } | { type: 'filter'; divisor: number };

it('behaves as a list that is added to at the end and taken from at the start', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const fifo = new Fifo<number>();
      const list: number[] = [];
      for (const next of steps) {
        expect(stepFifo(fifo, next)).toBe(stepList(list, next));
        expect(fifo.size).toBe(list.length);
        expect(fifo.some((value) => value === list.at(-1))).toBe(list.length > 0);
      }
    }),
  );
});

function stepFifo(fifo: Fifo<number>, next: Step): number | undefined {
  if (next.type === 'push') {
    fifo.push(next.value);
    return undefined;
  }
  if (next.type === 'take') return fifo.take();
  return fifo.filter((value) => value % next.divisor === 0);
}

function stepList(list: number[], next: Step): number | undefined {
  if (next.type === 'take') return list.shift();
  if (next.type === 'push') {
    list.push(next.value);
    return undefined;
  }
  const kept = list.filter((value) => value % next.divisor === 0);
  return list.splice(0, list.length, ...kept).length - kept.length;
}
