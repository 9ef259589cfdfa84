import { Pipeline, PipelineRunner, PipelineWorker } from '@turnstream/pipeline';
import { waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';

function workers(...names: readonly string[]): PipelineWorker[] {
  return names.map((name) => new PipelineWorker(new Pipeline([]), { name }));
}

async function running(list: readonly PipelineWorker[]): Promise<void> {
  await waitFor(() => list.every((worker) => worker.phase === 'running'));
}

describe('a runner', () => {
  it('returns when all its workers have ended, with how they ended', async () => {
    const runner = new PipelineRunner();
    const list = workers('a', 'b');
    const ended = runner.run(...list);
    await running(list);
    expect(runner.workers).toEqual(list);
    list[0]?.stopWhenDone();
    list[1]?.cancel();
    expect((await ended).map((outcome) => outcome.kind)).toEqual(['ended', 'cancelled']);
    expect(runner.workers).toEqual([]);
  });

  it('refuses a name that runs already', async () => {
    const runner = new PipelineRunner();
    const list = workers('same');
    const ended = runner.run(...list);
    await expect(runner.run(...workers('same'))).rejects.toThrow(new TypeError("a worker named 'same' runs already"));
    runner.end();
    expect((await ended).map((outcome) => outcome.kind)).toEqual(['ended']);
  });

  it('cancels all, also those that are run afterwards', async () => {
    const runner = new PipelineRunner();
    const list = workers('a', 'b');
    const ended = runner.run(...list);
    runner.cancel('enough');
    runner.cancel('again');
    for (const outcome of [...(await ended), ...(await runner.run(...workers('late')))]) {
      expect(outcome).toMatchObject({ kind: 'cancelled', frame: { reason: 'enough' } });
    }
  });

  for (const { signal, options } of [
    { signal: 'SIGINT', options: {} },
    { signal: 'SIGTERM', options: { handleSigint: false, handleSigterm: true } },
  ] as const) {
    it(`cancels on ${signal}, and lets go of the signal afterwards`, async () => {
      const before = process.listenerCount(signal);
      const runner = new PipelineRunner(options);
      const list = workers('a');
      const ended = runner.run(...list);
      await running(list);
      expect(process.listenerCount(signal)).toBe(before + 1);
      process.emit(signal, signal);
      expect(await ended).toMatchObject([{ kind: 'cancelled', frame: { reason: signal } }]);
      expect(process.listenerCount(signal)).toBe(before);
    });
  }

  it('does not listen to signals that it was told to leave alone', async () => {
    const before = process.listenerCount('SIGINT');
    const runner = new PipelineRunner({ handleSigint: false });
    const list = workers('a');
    const ended = runner.run(...list);
    expect(process.listenerCount('SIGINT')).toBe(before);
    runner.end();
    await running(list).catch(() => undefined);
    runner.cancel();
    await ended;
  });
});
