import type { Frame, FrameDirection, HandlerScope } from '@turnstream/pipeline';
import { FrameProcessor, InputAudioRawFrame, InterruptionFrame, TextFrame } from '@turnstream/pipeline';
import { createDeferred } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from './support/find-frames.ts';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { Recorder } from './support/recorder.ts';
import { runProcessors } from './support/run-processors.ts';

const silence = { audio: new Uint8Array(640), sampleRate: 16_000 };

async function untilAborted(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve);
  });
}

describe('audio of the user', () => {
  it('is handled inside the call that sends it, at every stage that is free', async () => {
    const recorders = [new Recorder(), new Recorder()];
    await using run = await runProcessors(recorders);
    const frame = new InputAudioRawFrame(silence);
    run.worker.queueFrame(frame);
    expect(run.after.downstream).toContain(frame);
  });

  it('waits like any other frame before the start, and the callback is told either way', async () => {
    const recorder = new Recorder();
    const told: string[] = [];
    recorder.queueFrame(new InputAudioRawFrame(silence), 'downstream', () => void told.push('early'));
    expect(recorder.handled).toEqual([]);
    await using run = await runProcessors([recorder]);
    recorder.queueFrame(new InputAudioRawFrame(silence), 'downstream', () => void told.push('late'));
    expect(recorder.handled).toEqual(['StartFrame', 'InputAudioRawFrame', 'InputAudioRawFrame']);
    expect(told).toEqual(['early', 'late']);
    expect(run.after.downstream).toHaveLength(3);
  });

  it('is no part of the handler that sends it: its own work outlives an interruption of that', async () => {
    class Sender extends FrameProcessor {
      override async processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): Promise<void> {
        if (frame instanceof TextFrame) {
          this.pushFrame(new InputAudioRawFrame(silence));
          await untilAborted(scope.signal);
        }
        this.pushFrame(frame, direction);
      }
    }
    const asked = createDeferred();
    const sender = new Sender();
    class Receiver extends FrameProcessor {
      override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
        this.pushFrame(frame, direction);
        if (!(frame instanceof InputAudioRawFrame)) return;
        await asked.promise;
        sender.pushFrame(new TextFrame({ text: 'said by the sender, asked by the receiver' }));
      }
    }
    await using run = await runProcessors([sender, new Receiver()]);
    run.worker.queueFrame(new TextFrame({ text: 'go' }));
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    asked.resolve();
    await nextTurnOfTheLoop();
    expect(findFrames(run.after.downstream, TextFrame).map(({ text }) => text)).toEqual([
      'said by the sender, asked by the receiver',
    ]);
  });
});
