import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chunker, chunkByteLength } from './chunker.ts';

type Step = { readonly kind: 'push'; readonly bytes: Uint8Array; readonly offset: number } | { readonly kind: 'flush' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('push'),
      bytes: fc.uint8Array({ maxLength: 40 }),
      offset: fc.nat(5),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('flush') }) },
);

/** Runs the steps as a careless caller does, who overwrites its buffer after each push. */
function run(chunker: Chunker, steps: readonly Step[]): { readonly cut: Uint8Array[]; readonly flushed: Uint8Array[] } {
  const cut: Uint8Array[] = [];
  const flushed: Uint8Array[] = [];
  for (const next of steps) {
    if (next.kind === 'flush') {
      const rest = chunker.flush();
      if (rest !== undefined) flushed.push(rest);
      if (rest !== undefined) cut.push(rest);
      continue;
    }
    const buffer = new Uint8Array(next.bytes.length + next.offset + 3);
    buffer.set(next.bytes, next.offset);
    cut.push(...chunker.push(buffer.subarray(next.offset, next.offset + next.bytes.length)));
    buffer.fill(0xee);
  }
  return { cut, flushed };
}

describe('Chunker', () => {
  it('gives out every byte once, in order, in chunks of one length that nobody writes to again', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(step, { maxLength: 20 }),
      (samples, alignBytes, steps) => {
        const chunker = new Chunker({ chunkBytes: samples * alignBytes, alignBytes });
        const { cut, flushed } = run(chunker, steps);
        const given = cut.flatMap((chunk) => [...chunk]);
        const all = steps.flatMap((next) => (next.kind === 'push' ? [...next.bytes] : []));
        expect(given).toEqual(all.slice(0, given.length));
        expect(all.length - given.length).toBe(chunker.pendingBytes);
        expect(chunker.pendingBytes).toBeLessThan(samples * alignBytes);
        for (const chunk of cut) {
          expect(chunk.length === samples * alignBytes || flushed.includes(chunk)).toBe(true);
          expect(chunk.length % alignBytes).toBe(0);
          expect(chunk.length).toBeGreaterThan(0);
        }
        expect(new Set(cut.map((chunk) => chunk.buffer)).size).toBe(cut.length);
      },
    );
    expect(() => fc.assert(property, { numRuns: 1000 })).not.toThrow();
  });

  it('fills spare memory of the right length, and new memory otherwise', () => {
    const spare = [new Uint8Array(4).fill(0xee), new Uint8Array(3), new Uint8Array(4)];
    const [second, , first] = spare;
    const chunker = new Chunker({ chunkBytes: 4, takeSpare: () => spare.pop() });
    const chunks = chunker.push(Uint8Array.from({ length: 15 }, (_, index) => index));
    expect(chunks.flatMap((chunk) => [...chunk])).toEqual(Array.from({ length: 12 }, (_, index) => index));
    expect(chunks.map((chunk) => chunk === first || chunk === second)).toEqual([true, false, true]);
    expect(chunker.flush()).toEqual(Uint8Array.of(12, 13, 14));
  });

  it('makes no object for a push that completes no chunk', () => {
    const chunker = new Chunker({ chunkBytes: 100 });
    const first = chunker.push(new Uint8Array(30));
    expect(chunker.push(new Uint8Array(30))).toBe(first);
    expect(first).toEqual([]);
    expect(chunker.pendingBytes).toBe(60);
  });

  it('keeps the first part of a cut sample at a flush', () => {
    const chunker = new Chunker({ chunkBytes: 8, alignBytes: 4 });
    chunker.push(Uint8Array.of(1, 2, 3, 4, 5));
    expect(chunker.flush()).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(chunker.pendingBytes).toBe(1);
    expect(chunker.flush()).toBeUndefined();
    expect(chunker.push(Uint8Array.of(6, 7, 8, 9, 10, 11, 12))).toEqual([Uint8Array.of(5, 6, 7, 8, 9, 10, 11, 12)]);
  });

  it('has nothing to flush after a whole chunk', () => {
    const chunker = new Chunker({ chunkBytes: 2 });
    expect(chunker.push(Uint8Array.of(1, 2))).toEqual([Uint8Array.of(1, 2)]);
    expect(chunker.flush()).toBeUndefined();
  });

  it.each([
    [{ chunkBytes: 0 }, 'chunkBytes must be a whole number of bytes of at least 1, got 0'],
    [{ chunkBytes: 2.5 }, 'chunkBytes must be a whole number of bytes of at least 1, got 2.5'],
    [{ chunkBytes: 8, alignBytes: Number.NaN }, 'alignBytes must be a whole number of bytes of at least 1, got NaN'],
    [{ chunkBytes: 7, alignBytes: 2 }, 'chunkBytes must be a multiple of alignBytes, 2 bytes, got 7'],
  ])('throws a TypeError for %j', (options, message) => {
    expect(() => new Chunker(options)).toThrow(new TypeError(message));
  });
});

describe('chunkByteLength', () => {
  it('is 80 ms of whole samples unless told otherwise, and never nothing', () => {
    expect(chunkByteLength('linear16', 16_000)).toBe(2560);
    expect(chunkByteLength('mulaw', 8000)).toBe(640);
    expect(chunkByteLength('linear32', 44_100)).toBe(14_112);
    expect(chunkByteLength('linear16', 11_025, 20)).toBe(442);
    expect(chunkByteLength('linear16', 8000, 0)).toBe(2);
  });
});
