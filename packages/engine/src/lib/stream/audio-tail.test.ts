import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioTail } from './audio-tail.ts';

describe('AudioTail', () => {
  it('gives back any stretch that was not dropped', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(lengths, fc.double({ min: 0, max: 1, noNaN: true }), (parts, share) => {
        const tail = new AudioTail();
        let next = 0;
        let dropped = 0;
        for (const length of parts) {
          tail.append(Float32Array.from({ length }, () => next++));
          dropped = Math.max(dropped, Math.floor(next * share) - 5);
          tail.dropBefore(dropped);
        }
        expect(tail.end).toBe(next);
        expect(Array.from(tail.slice(dropped, next))).toEqual(
          Array.from({ length: next - dropped }, (_, index) => dropped + index),
        );
      }),
    );
  });

  it('gives what it has of a stretch that is partly gone or not there yet', () => {
    const tail = new AudioTail();
    tail.append(Float32Array.of(0, 1, 2, 3));
    tail.dropBefore(2);
    expect(Array.from(tail.slice(0, 9))).toEqual([2, 3]);
  });
});
