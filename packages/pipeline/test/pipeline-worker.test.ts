import type { Frame, FrameDirection, FrameProcessorSetup } from '@turnstream/pipeline';
import {
  CancelFrame,
  CancelWorkerFrame,
  EndFrame,
  EndWorkerFrame,
  ErrorFrame,
  FrameProcessor,
  InterruptionWorkerFrame,
  Pipeline,
  PipelineWorker,
  StartFrame,
  StopFrame,
  StopWorkerFrame,
  TextFrame,
} from '@turnstream/pipeline';
import { FakeClock } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { nextEvent } from './support/next-event.ts';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { Recorder } from './support/recorder.ts';
import { recordingLogger } from './support/recording-logger.ts';
import { runProcessors } from './support/run-processors.ts';

/** Keeps frames of one class to itself. */
class Keeper extends FrameProcessor {
  readonly #kept: new () => Frame;

  constructor(kept: new () => Frame) {
    super();
    this.#kept = kept;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (!(frame instanceof this.#kept)) this.pushFrame(frame, direction);
  }
}

class Setup extends Recorder {
  seen: FrameProcessorSetup | undefined;

  override async setup(setup: FrameProcessorSetup): Promise<void> {
    await super.setup(setup);
    this.seen = setup;
  }
}

describe('starting', () => {
  it('tells the processors the defaults, and the StartFrame carries the metadata', async () => {
    const setup = new Setup();
    await using run = await runProcessors([setup], { params: { startMetadata: { call: 7 } } });
    expect(setup.seen).toMatchObject({
      audioInSampleRate: 16_000,
      audioOutSampleRate: 24_000,
      enableMetrics: false,
      enableUsageMetrics: false,
    });
    expect(run.after.downstream[0]?.metadata).toEqual({ call: 7 });
  });

  it('sends frames that were queued before, in order, behind the StartFrame', async () => {
    const recorder = new Recorder();
    const worker = new PipelineWorker(new Pipeline([recorder]));
    worker.queueFrame(new TextFrame({ text: 'one' }));
    worker.queueFrame(new TextFrame({ text: 'two' }));
    worker.stopWhenDone();
    await worker.run();
    expect(recorder.handled).toEqual(['StartFrame', 'one', 'two', 'EndFrame']);
  });

  it('that takes the processors too long ends the worker without a StartFrame', async () => {
    const clock = new FakeClock();
    class Endless extends Recorder {
      override setup(): Promise<void> {
        return new Promise(() => undefined);
      }
    }
    const endless = new Endless();
    const worker = new PipelineWorker(new Pipeline([endless]), { clock, setupTimeoutMs: 500 });
    const timedOut = nextEvent(worker, 'setupTimeout');
    const running = worker.run();
    clock.advance(500);
    expect(await running).toEqual({ kind: 'setup-timeout' });
    await timedOut;
    expect(endless.handled).toEqual([]);
  });

  it('whose StartFrame does not arrive ends the worker', async () => {
    const clock = new FakeClock();
    const worker = new PipelineWorker(new Pipeline([new Keeper(StartFrame)]), { clock, startTimeoutMs: 500 });
    const timedOut = nextEvent(worker, 'pipelineTimeout');
    const running = worker.run();
    await nextTurnOfTheLoop();
    clock.advance(500);
    expect((await running).kind).toBe('start-timeout');
    expect((await timedOut)[0]).toBeInstanceOf(StartFrame);
  });

  it('happens once: running again waits for the same end', async () => {
    const worker = new PipelineWorker(new Pipeline([]));
    const [first, second] = [worker.run(), worker.run()];
    worker.stopWhenDone();
    expect(await first).toBe(await second);
    expect(worker.hasFinished).toBe(true);
  });
});

async function* slowly(): AsyncGenerator<Frame> {
  yield new TextFrame({ text: 'one' });
  await nextTurnOfTheLoop();
  yield new TextFrame({ text: 'two' });
}

describe('ending', () => {
  it('emits started and finished once, and comes after all that was queued before', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    const finished: Frame[] = [];
    run.worker.on('pipelineFinished', (_worker, frame) => void finished.push(frame));
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    run.worker.queueFrame(new EndFrame({ reason: 'done' }));
    run.worker.queueFrame(new TextFrame({ text: 'too late' }));
    const outcome = await run.ended;
    expect(outcome).toMatchObject({ kind: 'ended', frame: { reason: 'done' } });
    expect(recorder.handled).toEqual(['StartFrame', 'one', 'EndFrame']);
    expect(finished).toHaveLength(1);
  });

  it('by a StopFrame leaves the processors as they are', async () => {
    const recorder = new Recorder();
    let cleanedUp = 0;
    recorder.cleanup = async () => {
      cleanedUp += 1;
    };
    await using run = await runProcessors([recorder]);
    run.worker.queueFrame(new StopFrame());
    expect((await run.ended).kind).toBe('stopped');
    expect(cleanedUp).toBe(0);
  });

  it('reads an iterable, also one that takes its time', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    await run.worker.queueFrames(slowly());
    await run.worker.queueFrames([new TextFrame({ text: 'three' }), new EndFrame()]);
    await run.ended;
    expect(recorder.handled).toEqual(['StartFrame', 'one', 'two', 'three', 'EndFrame']);
  });
});

describe('cancelling', () => {
  it('works before the StartFrame has arrived', async () => {
    const worker = new PipelineWorker(new Pipeline([new Keeper(StartFrame)]));
    const running = worker.run();
    await nextTurnOfTheLoop();
    expect(worker.phase).toBe('starting');
    worker.cancel('enough');
    expect(await running).toMatchObject({ kind: 'cancelled', frame: { reason: 'enough' } });
  });

  it('works before the worker runs', async () => {
    const recorder = new Recorder();
    const worker = new PipelineWorker(new Pipeline([recorder]));
    worker.cancel();
    expect((await worker.run()).kind).toBe('cancelled');
    expect(recorder.handled).toEqual([]);
  });

  it('does not wait longer than its time for a CancelFrame that got lost', async () => {
    const clock = new FakeClock();
    await using run = await runProcessors([new Keeper(CancelFrame)], { clock, cancelTimeoutMs: 500 });
    const timedOut = nextEvent(run.worker, 'pipelineTimeout');
    run.worker.cancel();
    await nextTurnOfTheLoop();
    clock.advance(500);
    expect((await run.ended).kind).toBe('cancelled');
    expect((await timedOut)[0]).toBeInstanceOf(CancelFrame);
  });

  it('comes of an abort signal', async () => {
    const controller = new AbortController();
    const worker = new PipelineWorker(new Pipeline([]));
    const running = worker.run({ signal: controller.signal });
    controller.abort();
    expect((await running).kind).toBe('cancelled');
    expect((await worker.run({ signal: AbortSignal.abort() })).kind).toBe('cancelled');
  });

  it('comes of a CancelFrame that is queued', async () => {
    await using run = await runProcessors([]);
    run.worker.queueFrame(new CancelFrame({ reason: 'queued' }));
    expect(await run.ended).toMatchObject({ kind: 'cancelled', frame: { reason: 'queued' } });
  });
});

describe('frames that ask the worker', () => {
  for (const { frame, kind } of [
    { frame: () => new EndWorkerFrame(), kind: 'ended' },
    { frame: () => new StopWorkerFrame(), kind: 'stopped' },
    { frame: () => new CancelWorkerFrame(), kind: 'cancelled' },
  ]) {
    for (const direction of ['upstream', 'downstream'] as const) {
      it(`${frame().constructor.name} ${direction}: the worker is ${kind}`, async () => {
        const recorder = new Recorder();
        await using run = await runProcessors([recorder]);
        recorder.pushFrame(frame(), direction);
        expect((await run.ended).kind).toBe(kind);
      });
    }
  }

  it('InterruptionWorkerFrame: an InterruptionFrame goes through the pipeline', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    recorder.pushFrame(new InterruptionWorkerFrame(), 'upstream');
    await nextTurnOfTheLoop();
    expect(run.after.downstreamNames).toEqual(['InterruptionFrame']);
  });
});

describe('errors', () => {
  it('that leave the pipeline are events, and the worker goes on', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    const errors: ErrorFrame[] = [];
    run.worker.on('pipelineError', (_worker, frame) => void errors.push(frame));
    recorder.pushError('no', { category: 'authentication' });
    recorder.pushError('no', { category: 'server' });
    await nextTurnOfTheLoop();
    expect(errors.map((frame) => frame.category)).toEqual(['authentication', 'server']);
    expect(run.worker.phase).toBe('running');
  });

  it('of a processor that is still usable change nothing under any policy', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder], { processorUnusablePolicy: 'cancel' });
    recorder.pushError('no', { category: 'server' });
    await nextTurnOfTheLoop();
    expect(run.worker.phase).toBe('running');
  });

  it('of an unusable processor apply the policy once', async () => {
    const { logger, lines } = recordingLogger();
    const recorder = new Recorder();
    await using run = await runProcessors([recorder], { processorUnusablePolicy: 'end', logger });
    for (let times = 0; times < 3; times += 1) recorder.pushError('no', { category: 'authentication' });
    expect((await run.ended).kind).toBe('ended');
    expect(recorder.handled.filter((name) => name === 'EndFrame')).toHaveLength(1);
    expect(lines.filter((line) => line.endsWith('policy: end'))).toHaveLength(1);
  });
});

describe('frames that reach an end', () => {
  it('are events for the classes that were asked for', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    run.worker.setReachedDownstreamFilter([TextFrame]);
    run.worker.setReachedUpstreamFilter([ErrorFrame]);
    const reached: string[] = [];
    run.worker.on('frameReachedDownstream', (_worker, frame) => void reached.push(`down ${frame.constructor.name}`));
    run.worker.on('frameReachedUpstream', (_worker, frame) => void reached.push(`up ${frame.constructor.name}`));
    recorder.pushFrame(new TextFrame({ text: 'one' }));
    recorder.pushFrame(new TextFrame({ text: 'two' }), 'upstream');
    recorder.pushError('no');
    await nextTurnOfTheLoop();
    expect(reached).toEqual(['down TextFrame', 'up ErrorFrame']);
  });
});
