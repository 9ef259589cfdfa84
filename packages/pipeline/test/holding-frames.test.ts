import {
  ErrorFrame,
  FrameProcessorPauseFrame,
  FrameProcessorPauseUrgentFrame,
  FrameProcessorResumeFrame,
  FrameProcessorResumeUrgentFrame,
  InputAudioRawFrame,
  InterruptionFrame,
  Pipeline,
  TextFrame,
  UserStartedSpeakingFrame,
} from '@turnstream/pipeline';
import { createDeferred, FakeClock } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { Recorder } from './support/recorder.ts';
import { recordingLogger } from './support/recording-logger.ts';
import { runProcessors } from './support/run-processors.ts';

const silence = { audio: new Uint8Array(640), sampleRate: 16_000 };

function text(content: string): TextFrame {
  return new TextFrame({ text: content });
}

describe('holding frames', () => {
  it('begins with the next data frame, lets system frames by, and loses nothing', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    run.worker.queueFrame(text('one'));
    run.worker.queueFrame(new FrameProcessorPauseFrame({ processor: recorder }));
    run.worker.queueFrame(text('two'));
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new UserStartedSpeakingFrame());
    await nextTurnOfTheLoop();
    const texts = (): string[] => recorder.handled.filter((name) => !name.endsWith('Frame'));
    expect(texts()).toEqual(['one']);
    expect(recorder.handled).toContain('UserStartedSpeakingFrame');
    run.worker.queueFrame(new FrameProcessorResumeFrame({ processor: recorder }));
    await nextTurnOfTheLoop();
    expect(texts()).toEqual(['one', 'two']);
  });

  it('by an urgent frame reaches data that waits already, and only of the processor it names', async () => {
    const [named, other] = [new Recorder(), new Recorder()];
    await using run = await runProcessors([other, named]);
    run.worker.queueFrame(text('one'));
    run.worker.queueFrame(new FrameProcessorPauseUrgentFrame({ processor: named }));
    await nextTurnOfTheLoop();
    expect(other.handled).toContain('one');
    expect(named.handled).not.toContain('one');
    run.worker.queueFrame(new FrameProcessorResumeUrgentFrame({ processor: named }));
    await nextTurnOfTheLoop();
    expect(named.handled).toContain('one');
  });

  it('is lifted by an interruption', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    recorder.pauseProcessingFrames();
    run.worker.queueFrame(new InterruptionFrame());
    run.worker.queueFrame(text('one'));
    await nextTurnOfTheLoop();
    expect(recorder.handled).toContain('one');
  });

  it('until something is ready keeps all frames, in order', async () => {
    const ready = createDeferred();
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    recorder.pauseProcessingAllFramesUntil(ready.promise);
    run.worker.queueFrame(text('one'));
    run.worker.queueFrame(new InputAudioRawFrame(silence));
    run.worker.queueFrame(text('two'));
    await nextTurnOfTheLoop();
    expect(recorder.handled).toEqual(['StartFrame']);
    expect(recorder.hasQueuedFrame(InputAudioRawFrame)).toBe(true);
    expect(recorder.hasQueuedFrame(ErrorFrame)).toBe(false);
    ready.resolve();
    await nextTurnOfTheLoop();
    expect(recorder.handled).toEqual(['StartFrame', 'InputAudioRawFrame', 'one', 'two']);
  });

  it('until something is ready goes on when that fails', async () => {
    const recorder = new Recorder();
    await using run = await runProcessors([recorder]);
    recorder.pauseProcessingAllFramesUntil(Promise.reject(new Error('never')));
    run.worker.queueFrame(text('one'));
    await nextTurnOfTheLoop();
    expect(recorder.handled).toContain('one');
  });

  it('until something is ready ends after its time, with a warning', async () => {
    const clock = new FakeClock();
    const { logger, lines } = recordingLogger();
    const recorder = new Recorder({ name: 'held' });
    await using run = await runProcessors([recorder], { clock, logger });
    recorder.pauseProcessingAllFramesUntil(new Promise(() => undefined), 5_000);
    run.worker.queueFrame(text('one'));
    clock.advance(4_999);
    await nextTurnOfTheLoop();
    expect(recorder.handled).not.toContain('one');
    clock.advance(1);
    await nextTurnOfTheLoop();
    expect(recorder.handled).toContain('one');
    expect(lines).toEqual(['warn: held was not ready within 5000 ms; it goes on']);
  });

  it('is nothing that a processor in direct mode can do', async () => {
    const { logger, lines } = recordingLogger();
    const pipeline = new Pipeline([], { name: 'direct' });
    await using run = await runProcessors([pipeline], { logger });
    pipeline.pauseProcessingAllFramesUntil(new Promise(() => undefined));
    expect(run.worker.phase).toBe('running');
    expect(lines).toEqual(['warn: direct handles frames directly and cannot hold them']);
  });
});
