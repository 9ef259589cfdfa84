import type { Frame, FrameDirection } from '@turnstream/pipeline';
import {
  BotSpeakingFrame,
  EndFrame,
  EndWorkerFrame,
  FrameProcessor,
  HeartbeatFrame,
  InterruptionFrame,
  InterruptionWorkerFrame,
  MetricsFrame,
  PipelineFlushFrame,
  StartFrame,
  StopWorkerFrame,
  TextFrame,
  UserSpeakingFrame,
} from '@turnstream/pipeline';
import { FakeClock } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from './support/find-frames.ts';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { Recorder } from './support/recorder.ts';
import { recordingLogger } from './support/recording-logger.ts';
import { runProcessors } from './support/run-processors.ts';

/** Lets no data or control frame by while it is shut. */
class Gate extends FrameProcessor {
  shut = false;

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (!this.shut || frame.family === 'system') this.pushFrame(frame, direction);
  }
}

/** A processor that measures something. */
class Measuring extends Recorder {
  override canGenerateMetrics(): boolean {
    return true;
  }
}

describe('heartbeats', () => {
  const params = { enableHeartbeats: true, heartbeatsPeriodMs: 1_000, heartbeatsMonitorMs: 3_000 };

  it('go through the pipeline at intervals, with the time, and end with it', async () => {
    const clock = new FakeClock();
    await using run = await runProcessors([], { clock, params, idleTimeoutMs: null });
    await clock.advanceAsync(2_500);
    expect(findFrames(run.after.downstream, HeartbeatFrame).map(({ timestampNs }) => timestampNs)).toEqual([
      0, 1e9, 2e9,
    ]);
    run.worker.stopWhenDone();
    await run.ended;
    await clock.advanceAsync(5_000);
    expect(findFrames(run.after.downstream, HeartbeatFrame)).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  it('that do not come through are told of again and again, until one does', async () => {
    const clock = new FakeClock();
    const { logger, lines } = recordingLogger();
    const gate = new Gate();
    await using run = await runProcessors([gate], { clock, params, logger, name: 'watched', idleTimeoutMs: null });
    let timeouts = 0;
    run.worker.on('heartbeatTimeout', () => {
      timeouts += 1;
    });
    await clock.advanceAsync(10_000);
    expect(timeouts).toBe(0);
    gate.shut = true;
    await clock.advanceAsync(9_100);
    expect(timeouts).toBe(3);
    gate.shut = false;
    await clock.advanceAsync(9_000);
    expect(timeouts).toBe(3);
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual(
      Array.from({ length: 3 }, () => 'warn: watched: no heartbeat came through for 3000 ms'),
    );
  });
});

describe('an idle pipeline', () => {
  it('is told of and cancelled after its time', async () => {
    const clock = new FakeClock();
    await using run = await runProcessors([], { clock, idleTimeoutMs: 5_000 });
    let timeouts = 0;
    run.worker.on('idleTimeout', () => {
      timeouts += 1;
    });
    await clock.advanceAsync(4_999);
    expect(run.worker.phase).toBe('running');
    await clock.advanceAsync(1);
    expect(await run.ended).toMatchObject({ kind: 'cancelled', frame: { reason: 'idle for 5000 ms' } });
    expect(timeouts).toBe(1);
  });

  it('is watched on when it is not to be cancelled', async () => {
    const clock = new FakeClock();
    await using run = await runProcessors([], { clock, idleTimeoutMs: 5_000, cancelOnIdleTimeout: false });
    let timeouts = 0;
    run.worker.on('idleTimeout', () => {
      timeouts += 1;
    });
    await clock.advanceAsync(15_000);
    expect(timeouts).toBe(3);
    expect(run.worker.phase).toBe('running');
  });

  it('is one in which nobody speaks, though the frame that says so goes nowhere', async () => {
    const clock = new FakeClock();
    class Swallower extends FrameProcessor {
      override processFrame(frame: Frame, direction: FrameDirection): void {
        if (!(frame instanceof BotSpeakingFrame)) this.pushFrame(frame, direction);
      }
    }
    await using run = await runProcessors([new Swallower()], { clock, idleTimeoutMs: 5_000 });
    for (let second = 0; second < 20; second += 1) {
      await clock.advanceAsync(1_000);
      run.worker.queueFrame(second % 2 === 0 ? new BotSpeakingFrame() : new UserSpeakingFrame());
    }
    expect(run.worker.phase).toBe('running');
  });

  it('does not take heartbeats for life, and takes what it is told to', async () => {
    const clock = new FakeClock();
    const options = { clock, idleTimeoutMs: 5_000, idleTimeoutFrames: [TextFrame], params: { enableHeartbeats: true } };
    await using run = await runProcessors([], options);
    for (let second = 0; second < 10; second += 1) {
      await clock.advanceAsync(1_000);
      run.worker.queueFrame(new TextFrame({ text: 'alive' }));
    }
    expect(run.worker.phase).toBe('running');
    for (let second = 0; second < 5; second += 1) {
      await clock.advanceAsync(1_000);
      run.worker.queueFrame(new BotSpeakingFrame());
    }
    expect((await run.ended).kind).toBe('cancelled');
  });

  it('is no matter where that is turned off', async () => {
    const clock = new FakeClock();
    await using run = await runProcessors([], { clock, idleTimeoutMs: null });
    await clock.advanceAsync(3_600_000);
    expect(run.worker.phase).toBe('running');
  });
});

describe('flushing', () => {
  it('waits for everything that was sent before', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    expect(await run.worker.flushPipeline()).toBe(true);
    expect(recorder.handled).toEqual(['StartFrame', 'one', 'PipelineFlushFrame', 'PipelineFlushFrame']);
    expect(findFrames(run.before.upstream, PipelineFlushFrame)).toHaveLength(1);
  });

  it('says so when it takes too long, and when the worker ends meanwhile', async () => {
    const clock = new FakeClock();
    const gate = new Gate();
    await using run = await runProcessors([gate], { clock });
    gate.shut = true;
    const slow = run.worker.flushPipeline(500);
    await clock.advanceAsync(500);
    expect(await slow).toBe(false);
    const cut = run.worker.flushPipeline();
    run.worker.cancel();
    expect(await cut).toBe(false);
    await run.ended;
    expect(await run.worker.flushPipeline()).toBe(false);
  });
});

describe('metrics at the start', () => {
  it('are zeros for each processor that measures, before any frame of the user', async () => {
    const [one, two] = [new Measuring({ name: 'one' }), new Measuring({ name: 'two' })];
    await using run = await runProcessors([one, new Recorder(), two], { params: { enableMetrics: true } });
    run.worker.queueFrame(new TextFrame({ text: 'first' }));
    await nextTurnOfTheLoop();
    expect(run.after.downstream.map((frame) => frame.constructor)).toEqual([StartFrame, MetricsFrame, TextFrame]);
    const frame = findFrames(run.after.downstream, MetricsFrame)[0];
    expect(frame?.data).toEqual(
      ['one', 'two'].flatMap((processor) => [
        { kind: 'ttfb', processor, durationMs: 0 },
        { kind: 'processing', processor, durationMs: 0 },
      ]),
    );
  });

  it.each([{}, { enableMetrics: true, sendInitialEmptyMetrics: false }])('are none with %o', async (params) => {
    await using run = await runProcessors([new Measuring()], { params });
    await nextTurnOfTheLoop();
    expect(findFrames(run.after.downstream, MetricsFrame)).toEqual([]);
  });
});

describe('a request to the worker that reaches the sink', () => {
  it.each([
    { request: new EndWorkerFrame({ reason: 'enough' }), kind: 'ended' },
    { request: new StopWorkerFrame(), kind: 'stopped' },
  ])('$kind goes back through the whole pipeline first', async ({ request, kind }) => {
    await using run = await runProcessors([new Recorder()]);
    run.worker.queueFrame(request);
    expect((await run.ended).kind).toBe(kind);
    expect(run.before.upstreamNames).toEqual([request.constructor.name]);
    expect(run.before.upstream[0]?.id).not.toBe(request.id);
  });

  it('for an interruption makes one', async () => {
    await using run = await runProcessors([]);
    run.worker.queueFrame(new InterruptionWorkerFrame());
    await nextTurnOfTheLoop();
    expect(findFrames(run.after.downstream, InterruptionFrame)).toHaveLength(1);
  });
});

describe('the filters of frames that reached an end', () => {
  it('can be added to', async () => {
    await using run = await runProcessors([]);
    const reached: string[] = [];
    run.worker.on('frameReachedDownstream', (_worker, frame) => void reached.push(frame.constructor.name));
    run.worker.on('frameReachedUpstream', (_worker, frame) => void reached.push(`up ${frame.constructor.name}`));
    run.worker.setReachedDownstreamFilter([TextFrame]);
    run.worker.addReachedDownstreamFilter([EndFrame, TextFrame]);
    run.worker.addReachedUpstreamFilter([BotSpeakingFrame]);
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    run.worker.queueFrame(new BotSpeakingFrame(), 'upstream');
    await nextTurnOfTheLoop();
    run.worker.stopWhenDone();
    await run.ended;
    expect(reached.toSorted()).toEqual(['EndFrame', 'TextFrame', 'up BotSpeakingFrame']);
  });
});

describe('what the processors are given', () => {
  it('holds the worker and the resources of the application', async () => {
    class Ender extends FrameProcessor {
      override processFrame(frame: Frame, direction: FrameDirection): void {
        this.pushFrame(frame, direction);
        if (frame instanceof TextFrame && this.worker?.appResources === 'a database') this.worker.stopWhenDone('seen');
      }
    }
    await using run = await runProcessors([new Ender()], { appResources: 'a database' });
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    expect(await run.ended).toMatchObject({ kind: 'ended', frame: { reason: 'seen' } });
  });
});

it('an event handler that never ends does not keep a worker from ending', async () => {
  const clock = new FakeClock();
  const { logger, lines } = recordingLogger();
  await using run = await runProcessors([], { clock, logger, name: 'held' });
  run.worker.on('pipelineFinished', () => new Promise(() => undefined));
  run.worker.stopWhenDone();
  await nextTurnOfTheLoop();
  await clock.advanceAsync(3_000);
  expect((await run.ended).kind).toBe('ended');
  expect(lines).toContain('warn: held: an event handler still runs 3000 ms after the end');
});
