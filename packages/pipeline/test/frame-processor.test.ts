import type { Frame, FrameDirection, HandlerScope } from '@turnstream/pipeline';
import {
  CancelFrame,
  ErrorFrame,
  FrameProcessor,
  InputAudioRawFrame,
  InterruptionFrame,
  StartFrame,
  TextFrame,
  UserStartedSpeakingFrame,
} from '@turnstream/pipeline';
import { createDeferred } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from './support/find-frames.ts';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { Probe } from './support/probe.ts';
import { Recorder } from './support/recorder.ts';
import { runProcessors } from './support/run-processors.ts';

const silence = { audio: new Uint8Array(640), sampleRate: 16_000 };

function text(content: string): TextFrame {
  return new TextFrame({ text: content });
}

describe('the order of handling', () => {
  it('is the StartFrame, then system frames that waited, then data that waited', async () => {
    const recorder = new Recorder();
    recorder.queueFrame(text('one'));
    recorder.queueFrame(new UserStartedSpeakingFrame());
    recorder.queueFrame(text('two'));
    await nextTurnOfTheLoop();
    expect(recorder.handled).toEqual([]);
    recorder.queueFrame(new StartFrame());
    await nextTurnOfTheLoop();
    expect(recorder.handled).toEqual(['StartFrame', 'UserStartedSpeakingFrame', 'one', 'two']);
  });

  it('lets system frames overtake data that is in work and data that waits', async () => {
    const door = createDeferred();
    class Slow extends Recorder {
      override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
        if (frame instanceof TextFrame) await door.promise;
        await super.processFrame(frame, direction);
      }
    }
    const slow = new Slow();
    await using run = await runProcessors([slow]);
    for (const frame of [text('one'), text('two'), new UserStartedSpeakingFrame(), new InputAudioRawFrame(silence)]) {
      run.worker.queueFrame(frame);
    }
    await nextTurnOfTheLoop();
    door.resolve();
    await nextTurnOfTheLoop();
    expect(slow.handled).toEqual(['StartFrame', 'UserStartedSpeakingFrame', 'InputAudioRawFrame', 'one', 'two']);
  });

  it('handles system frames one at a time, and holds data back behind them', async () => {
    const door = createDeferred();
    class Slow extends Recorder {
      override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
        if (frame instanceof UserStartedSpeakingFrame) await door.promise;
        await super.processFrame(frame, direction);
      }
    }
    const slow = new Slow();
    await using run = await runProcessors([slow]);
    run.worker.queueFrame(new UserStartedSpeakingFrame());
    await nextTurnOfTheLoop();
    run.worker.queueFrame(text('one'));
    run.worker.queueFrame(new InputAudioRawFrame(silence));
    await nextTurnOfTheLoop();
    expect(slow.handled).toEqual(['StartFrame']);
    door.resolve();
    await nextTurnOfTheLoop();
    expect(slow.handled).toEqual(['StartFrame', 'UserStartedSpeakingFrame', 'InputAudioRawFrame', 'one']);
  });

  it('shares the queues between both directions', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    run.before.pushFrame(text('down'));
    run.after.pushFrame(text('up'), 'upstream');
    run.before.pushFrame(text('down again'));
    await nextTurnOfTheLoop();
    expect(recorder.handled.slice(1)).toEqual(['down', 'up', 'down again']);
  });

  it('in direct mode is the order of the calls, inside them', () => {
    class Direct extends FrameProcessor {
      readonly handled: string[] = [];
      override processFrame(frame: Frame): void {
        this.handled.push(frame.constructor.name);
      }
    }
    const direct = new Direct({ enableDirectMode: true });
    direct.queueFrame(text('one'));
    expect(direct.handled).toEqual(['TextFrame']);
  });

  it('calls a callback when the frame was handled', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    const calls: unknown[] = [];
    const frame = text('one');
    recorder.queueFrame(frame, 'upstream', (...values) => void calls.push([values, recorder.handled.at(-1)]));
    await nextTurnOfTheLoop();
    expect(calls).toEqual([[[frame, 'upstream'], 'one']]);
    expect(run.before.upstream).toContain(frame);
  });
});

describe('pushing', () => {
  it('goes nowhere without a neighbour', () => {
    const recorder = new Recorder();
    expect(() => recorder.pushFrame(text('one'))).not.toThrow();
  });

  it('runs the sync events around it', () => {
    const recorder = new Recorder();
    const probe = new Probe();
    recorder.link(probe);
    const calls: string[] = [];
    recorder.on('beforePushFrame', () => void calls.push(`before, ${probe.downstream.length}`));
    recorder.on('afterPushFrame', () => void calls.push(`after, ${probe.downstream.length}`));
    recorder.pushFrame(text('one'));
    expect(calls).toEqual(['before, 0', 'after, 1']);
  });

  it('of a broadcast sends a twin down and then a twin up; the sender gets none', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    const order: string[] = [];
    run.before.on('beforeProcessFrame', (_probe, frame) => void order.push(`up ${frame.constructor.name}`));
    run.after.on('beforeProcessFrame', (_probe, frame) => void order.push(`down ${frame.constructor.name}`));
    const shared = { nested: true };
    class Shared extends TextFrame {
      readonly shared: object;
      constructor(fields: { readonly text: string; readonly shared: object }) {
        super(fields);
        this.shared = fields.shared;
      }
    }
    recorder.broadcastFrame(Shared, { text: 'twin', shared });
    await nextTurnOfTheLoop();
    expect(order).toEqual(['down Shared', 'up Shared']);
    const [down] = findFrames(run.after.downstream, Shared);
    const [up] = findFrames(run.before.upstream, Shared);
    expect(down?.broadcastSiblingId).toBe(up?.id);
    expect(up?.broadcastSiblingId).toBe(down?.id);
    expect(down?.shared).toBe(shared);
    expect(up?.shared).toBe(shared);
    expect(recorder.handled).toEqual(['StartFrame']);
  });

  it('of an existing frame both ways keeps its fields, pts and metadata', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    const frame = text('original');
    frame.pts = 7;
    frame.metadata['seen'] = true;
    recorder.broadcastFrameInstance(frame);
    for (const twin of [run.after.downstream.at(-1), run.before.upstream.at(-1)]) {
      expect(twin).toMatchObject({ text: 'original', pts: 7, metadata: { seen: true } });
      expect(twin?.id).not.toBe(frame.id);
    }
  });
});

describe('cancelling', () => {
  it('aborts what is in work, drops what waits and takes no more; pushing still works', async () => {
    const signals: AbortSignal[] = [];
    class Working extends FrameProcessor {
      readonly handled: string[] = [];

      override async processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): Promise<void> {
        if (frame instanceof TextFrame) {
          signals.push(scope.signal);
          await new Promise((resolve) => {
            scope.signal.addEventListener('abort', resolve);
          });
        }
        this.handled.push(frame instanceof TextFrame ? frame.text : frame.constructor.name);
        this.pushFrame(frame, direction);
        if (frame instanceof CancelFrame) this.pushFrame(text('last words'));
      }
    }
    const working = new Working();
    await using run = await runProcessors([working]);
    run.worker.queueFrame(text('one'));
    run.worker.queueFrame(text('two'));
    await nextTurnOfTheLoop();
    run.worker.cancel();
    await run.ended;
    working.queueFrame(text('three'));
    expect(signals.map((signal) => signal.aborted)).toEqual([true]);
    expect(run.after.downstreamNames).toEqual(['CancelFrame', 'TextFrame']);
    expect(working.handled).not.toContain('two');
    expect(working.handled).not.toContain('three');
  });
});

describe('a full inbox', () => {
  it('refuses audio and data by one error, and takes what steers the pipeline', async () => {
    const door = createDeferred();
    class Stuck extends Recorder {
      override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
        if (frame instanceof UserStartedSpeakingFrame) await door.promise;
        await super.processFrame(frame, direction);
      }
    }
    const stuck = new Stuck({ maxQueuedFrames: 3 });
    await using run = await runProcessors([stuck]);
    run.worker.queueFrame(new UserStartedSpeakingFrame());
    await nextTurnOfTheLoop();
    for (let times = 0; times < 10; times += 1) run.worker.queueFrame(new InputAudioRawFrame(silence));
    run.worker.queueFrame(text('refused'));
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    expect(findFrames(run.before.upstream, ErrorFrame)).toHaveLength(1);
    door.resolve();
    await nextTurnOfTheLoop();
    expect(stuck.handled).toEqual([
      'StartFrame',
      'UserStartedSpeakingFrame',
      'InputAudioRawFrame',
      'InputAudioRawFrame',
      'InputAudioRawFrame',
      'InterruptionFrame',
    ]);
  });
});

describe('cleaning up', () => {
  it('is safe twice, and before a setup', async () => {
    const recorder = new Recorder();
    await recorder.cleanup();
    await expect(recorder.cleanup()).resolves.toBeUndefined();
  });

  it('says that it is not set up where setup is needed', () => {
    class Early extends FrameProcessor {
      rate(): number {
        return this.processorSetup.audioInSampleRate;
      }
    }
    expect(() => new Early({ name: 'early' }).rate()).toThrow('early is not set up yet');
  });
});
