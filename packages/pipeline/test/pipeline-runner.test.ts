import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { EndFrame, FrameProcessor, Pipeline, PipelineRunner, PipelineWorker } from '@turnstream/pipeline';
import { FakeClock, waitFor } from '@turnstream/testing';
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
    await running(list);
    runner.cancel();
    await ended;
  });

  it('runs workers that were added before, and those that are added while it runs', async () => {
    const runner = new PipelineRunner();
    let ready = 0;
    runner.on('ready', () => {
      ready += 1;
    });
    const [first, second, third] = [workers('first'), workers('second'), workers('third')];
    runner.addWorkers(...first);
    expect(first[0]?.phase).toBe('new');
    const ended = runner.run(...second);
    await running([...first, ...second]);
    runner.addWorkers(...third);
    await running(third);
    for (const worker of [...first, ...second]) worker.stopWhenDone();
    await waitFor(() => runner.workers.length === 1);
    expect(third[0]?.phase).toBe('running');
    expect(() => runner.addWorkers(...workers('third'))).toThrow(TypeError);
    third[0]?.stopWhenDone();
    expect((await ended).map((outcome) => outcome.kind)).toEqual(['ended', 'ended']);
    expect(third[0]?.hasFinished).toBe(true);
    expect(ready).toBe(1);
  });

  it('ends all with a reason, once; and can still cancel what does not end', async () => {
    const runner = new PipelineRunner();
    const list = [...workers('a'), new PipelineWorker(new Pipeline([new Swallower()]), { name: 'stuck' })];
    const ended = runner.run(...list);
    await running(list);
    runner.end('closing time');
    runner.end('again');
    await waitFor(() => list[0]?.hasFinished === true && list[1]?.phase === 'ending');
    runner.cancel('now');
    expect(await ended).toMatchObject([
      { kind: 'ended', frame: { reason: 'closing time' } },
      { kind: 'cancelled', frame: { reason: 'now' } },
    ]);
  });

  it('tells of a worker that cannot start', async () => {
    const clock = new FakeClock();
    const runner = new PipelineRunner();
    const failed: string[] = [];
    runner.on('error', (_runner, worker, outcome) => void failed.push(`${worker.name} ${outcome.kind}`));
    class Endless extends FrameProcessor {
      override setup(): Promise<void> {
        return new Promise(() => undefined);
      }
    }
    const ended = runner.run(new PipelineWorker(new Pipeline([new Endless()]), { name: 'a', clock }));
    await clock.advanceAsync(20_000);
    expect((await ended).map((outcome) => outcome.kind)).toEqual(['setup-timeout']);
    await waitFor(() => failed.length === 1);
    expect(failed).toEqual(['a setup-timeout']);
  });

  it.each([
    { cancelRunnerOnIdleTimeout: true, other: 'cancelled' },
    { cancelRunnerOnIdleTimeout: false, other: 'ended' },
  ])(
    'of which one worker is idle: $cancelRunnerOnIdleTimeout makes the other $other',
    async ({ other, ...options }) => {
      const clock = new FakeClock();
      const runner = new PipelineRunner();
      const [busy] = workers('busy');
      const idle = new PipelineWorker(new Pipeline([]), { name: 'idle', clock, idleTimeoutMs: 5_000, ...options });
      if (busy === undefined) throw new Error('there is no worker');
      const ended = runner.run(idle, busy);
      await running([idle, busy]);
      await clock.advanceAsync(5_000);
      await waitFor(() => idle.hasFinished);
      busy.stopWhenDone();
      expect((await ended).map((outcome) => outcome.kind)).toEqual(['cancelled', other]);
    },
  );
});

/** Lets no EndFrame by. */
class Swallower extends FrameProcessor {
  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (!(frame instanceof EndFrame)) this.pushFrame(frame, direction);
  }
}
