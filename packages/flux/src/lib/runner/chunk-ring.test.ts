import { describe, expect, it } from 'vitest';
import { ChunkRing } from './chunk-ring.ts';

/** Keeps two chunks of 4 samples and lets go of the first. */
function letGo(bytesPerSample: number | undefined, isFree: boolean): { ring: ChunkRing; first: Uint8Array } {
  const ring = new ChunkRing(bytesPerSample);
  const first = new Uint8Array(8);
  ring.push(first, 4);
  ring.push(new Uint8Array(8), 4);
  ring.forget(4, isFree);
  return { ring, first };
}

describe('ChunkRing', () => {
  it('gives back the memory of a chunk that nobody holds, once', () => {
    const { ring, first } = letGo(2, true);
    expect(ring.takeSpare()).toBe(first);
    expect(ring.takeSpare()).toBeUndefined();
  });

  it('keeps no memory that somebody may hold, and none of packets, which are never filled anew', () => {
    expect(letGo(2, false).ring.takeSpare()).toBeUndefined();
    expect(letGo(undefined, true).ring.takeSpare()).toBeUndefined();
  });
});
