import { describe, expect, it } from 'vitest';

import { bytes, memoryIo } from '../../../test/memory-io.ts';
import type { AudioInput } from '../input/audio-input.ts';
import { feed } from './feed.ts';
import type { Pace } from './feed.ts';

const chunkBytes = 1_280;

function input(chunks: readonly Uint8Array[]): AudioInput {
  return {
    name: 'a.wav',
    encoding: 'linear16',
    sampleRateHz: 8_000,
    durationSeconds: undefined,
    notices: [],
    chunks: bytes(chunks),
    [Symbol.dispose]: () => undefined,
  };
}

type Fed = { readonly chunks: readonly Uint8Array[]; readonly atMs: readonly number[]; readonly waitedMs: number };

async function run(audio: readonly Uint8Array[], pace: Pace, endAfter = Infinity): Promise<Fed> {
  const io = memoryIo();
  const ended = new AbortController();
  const chunks: Uint8Array[] = [];
  const atMs: number[] = [];
  const sink = (chunk: Uint8Array): void => {
    chunks.push(chunk);
    atMs.push(io.waitedMs());
    if (chunks.length === endAfter) ended.abort();
  };
  await feed(input(audio), sink, pace, io.clock, ended.signal);
  return { chunks, atMs, waitedMs: io.waitedMs() };
}

describe('feed', () => {
  it('hands over every byte in order in chunks of 80 ms', async () => {
    const audio = Uint8Array.from({ length: 4_000 }, (_, index) => index % 251);
    const { chunks, waitedMs } = await run([audio.subarray(0, 1_000), audio.subarray(1_000)], 'fast');
    expect(chunks.map((chunk) => chunk.byteLength)).toEqual([chunkBytes, chunkBytes, chunkBytes, 160]);
    expect(Buffer.concat(chunks)).toEqual(Buffer.from(audio));
    expect(waitedMs).toBe(0);
  });

  it('hands over each chunk when a microphone would have it', async () => {
    const { atMs } = await run([new Uint8Array(chunkBytes * 3)], 'realtime');
    expect(atMs.map(Math.round)).toEqual([80, 160, 240]);
  });

  it('leaves out a sample that is cut off at the end', async () => {
    const { chunks } = await run([new Uint8Array(101)], 'fast');
    expect(chunks.map((chunk) => chunk.byteLength)).toEqual([100]);
  });

  it('stops where it is told to', async () => {
    const { chunks } = await run([new Uint8Array(chunkBytes * 9)], 'realtime', 2);
    expect(chunks).toHaveLength(2);
  });
});
