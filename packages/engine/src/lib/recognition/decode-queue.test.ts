import { describe, expect, it } from 'vitest';
import { DecodeQueue } from './decode-queue.ts';
import type { RecognitionPurpose, RecognitionRequest } from './recogniser.ts';

const request = (name: number, purpose: RecognitionPurpose = 'partial'): RecognitionRequest => ({
  samples: Float32Array.of(name),
  speech: { start: 0, end: 1 },
  purpose,
});

function queueOf(maxRunning: number): {
  queue: DecodeQueue;
  started: number[];
  finish: (failure?: Error) => Promise<void>;
} {
  const started: number[] = [];
  const running: { resolve: (text: string) => void; reject: (error: Error) => void }[] = [];
  const decode = async ({ samples }: RecognitionRequest): Promise<string> => {
    started.push(samples[0] ?? 0);
    return new Promise<string>((resolve, reject) => running.push({ resolve, reject }));
  };
  const finish = async (failure?: Error): Promise<void> => {
    const first = running.shift();
    if (failure === undefined) first?.resolve('done');
    else first?.reject(failure);
    await new Promise(setImmediate);
  };
  return { queue: new DecodeQueue({ decode }, maxRunning), started, finish };
}

describe('DecodeQueue', () => {
  it('runs a few at a time, final ones first', async () => {
    const { queue, started, finish } = queueOf(1);
    const decodes = [request(1), request(2), request(3, 'final'), request(4)].map(async (each) => queue.decode(each));
    expect(started).toEqual([1]);
    for (const expected of [
      [1, 3],
      [1, 3, 2],
      [1, 3, 2, 4],
    ]) {
      await finish();
      expect(started).toEqual(expected);
    }
    await finish();
    expect(await Promise.all(decodes)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('goes on after a failure, which reaches only the one who asked', async () => {
    const { queue, started, finish } = queueOf(1);
    const failing = queue.decode(request(1));
    const waiting = queue.decode(request(2));
    const outcome = failing.catch((error: unknown) => error);
    await finish(new Error('broken'));
    expect(await outcome).toEqual(new Error('broken'));
    expect(started).toEqual([1, 2]);
    await finish();
    expect(await waiting).toBe('done');
  });

  it('is idle when nothing runs', async () => {
    const { queue, finish } = queueOf(2);
    await queue.idle();
    const decode = queue.decode(request(1));
    let idle = false;
    const waiting = queue.idle().then(() => (idle = true));
    expect(idle).toBe(false);
    await finish();
    await Promise.all([decode, waiting]);
    expect(idle).toBe(true);
  });
});
