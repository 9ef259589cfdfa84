import { describe, expect, it } from 'vitest';
import { ChunkRing } from './chunk-ring.ts';

/** Keeps two chunks of 4 samples and lets go of the first. */
function letGo(bytesPerSample: number | undefined, isFree: boolean): { ring: ChunkRing; first: Uint8Array } {
  const ring = new ChunkRing(bytesPerSample, 8);
  const first = new Uint8Array(8);
  ring.push(first, 4);
  ring.push(new Uint8Array(8), 4);
  ring.forget(4, isFree);
  return { ring, first };
}

describe('ChunkRing', () => {
  it('gives back the memory of a chunk that nobody holds, once', () => {
    const { ring, first } = letGo(2, true);
    expect(ring.takeMemory()).toBe(first);
    expect(ring.takeMemory()).not.toBe(first);
  });

  it('keeps no memory that somebody may hold, and none of packets, which are never filled anew', () => {
    const held = letGo(2, false);
    expect(held.ring.takeMemory()).not.toBe(held.first);
    const packets = letGo(undefined, true);
    expect(packets.ring.takeMemory()).not.toBe(packets.first);
  });

  it('cuts the memory of many chunks off one block, of which no two have a byte in common', () => {
    const ring = new ChunkRing(2, 8);
    const memories = Array.from({ length: 100 }, () => ring.takeMemory());
    for (const [index, memory] of memories.entries()) memory.fill(index);
    expect(memories.map((memory) => [memory.byteLength, ...memory])).toEqual(
      memories.map((_, index) => [8, ...Array.from({ length: 8 }, () => index)]),
    );
    expect(new Set(memories.map(({ buffer }) => buffer)).size).toBe(4);
  });

  it('gives back the whole memory of a chunk that was closed early', () => {
    const ring = new ChunkRing(2, 8);
    const memory = ring.takeMemory();
    ring.push(memory.subarray(0, 4), 2);
    ring.forget(2, true);
    const again = ring.takeMemory();
    expect([again.buffer, again.byteOffset, again.byteLength]).toEqual([memory.buffer, memory.byteOffset, 8]);
  });
});
