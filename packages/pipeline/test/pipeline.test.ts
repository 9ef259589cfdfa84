import type { Frame, FrameDirection, FrameProcessorSetup } from '@turnstream/pipeline';
import { ErrorFrame, FrameProcessor, Pipeline, TextFrame } from '@turnstream/pipeline';
import { createDeferred } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from './support/find-frames.ts';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { Recorder } from './support/recorder.ts';
import { recordingLogger } from './support/recording-logger.ts';
import { runProcessors } from './support/run-processors.ts';

/** Fails to be set up, or to be cleaned up. */
class Broken extends Recorder {
  readonly #when: 'setup' | 'cleanup';

  constructor(when: 'setup' | 'cleanup') {
    super({ name: `broken ${when}` });
    this.#when = when;
  }

  override async setup(setup: FrameProcessorSetup): Promise<void> {
    await super.setup(setup);
    if (this.#when === 'setup') throw new Error('no device');
  }

  override async cleanup(): Promise<void> {
    await super.cleanup();
    if (this.#when === 'cleanup') throw new Error('no device');
  }
}

describe('a pipeline', () => {
  it('passes frames through in both directions', async () => {
    const [one, two] = [new Recorder(), new Recorder()];
    await using run = await runProcessors([one, two]);
    run.before.pushFrame(new TextFrame({ text: 'down' }));
    run.after.pushFrame(new TextFrame({ text: 'up' }), 'upstream');
    await nextTurnOfTheLoop();
    expect(one.handled).toEqual(['StartFrame', 'down', 'up']);
    expect(two.handled).toEqual(['StartFrame', 'up', 'down']);
    expect(run.after.downstreamNames).toEqual(['TextFrame']);
    expect(run.before.upstreamNames).toEqual(['TextFrame']);
  });

  it('is a processor itself, so pipelines nest', async () => {
    const [first, inner, last] = [new Recorder(), new Recorder(), new Recorder()];
    const nested = new Pipeline([inner]);
    await using run = await runProcessors([first, new Pipeline([nested]), last]);
    run.worker.queueFrame(new TextFrame({ text: 'down' }));
    await nextTurnOfTheLoop();
    for (const recorder of [first, inner, last]) expect(recorder.handled).toEqual(['StartFrame', 'down']);
    expect(nested.processors).toHaveLength(3);
  });

  it('sets up all its processors at the same time', async () => {
    const door = createDeferred();
    const begun: string[] = [];
    class Slow extends FrameProcessor {
      override async setup(setup: FrameProcessorSetup): Promise<void> {
        begun.push(this.name);
        await door.promise;
        await super.setup(setup);
      }
      override processFrame(frame: Frame, direction: FrameDirection): void {
        this.pushFrame(frame, direction);
      }
    }
    const running = runProcessors([new Slow({ name: 'a' }), new Slow({ name: 'b' })]);
    await nextTurnOfTheLoop();
    expect(begun).toEqual(['a', 'b']);
    door.resolve();
    await using run = await running;
    expect(run.worker.phase).toBe('running');
  });

  it('reports every processor that cannot be set up; the others go on', async () => {
    const [broken, other, fine] = [new Broken('setup'), new Broken('setup'), new Recorder()];
    await using run = await runProcessors([broken, other, fine]);
    await nextTurnOfTheLoop();
    const errors = findFrames(run.before.upstream, ErrorFrame);
    expect(errors.map((frame) => [frame.error, frame.processor])).toEqual([
      ['Error setting up processor: no device', broken],
      ['Error setting up processor: no device', other],
    ]);
    expect([broken.isUsable, other.isUsable, fine.isUsable]).toEqual([false, false, true]);
    run.worker.queueFrame(new TextFrame({ text: 'down' }));
    await nextTurnOfTheLoop();
    expect(fine.handled).toContain('down');
  });

  it('only logs a processor that cannot be cleaned up', async () => {
    const { logger, lines } = recordingLogger();
    const fine = new Recorder();
    let cleanedUp = false;
    fine.cleanup = async () => {
      cleanedUp = true;
    };
    await using run = await runProcessors([new Broken('cleanup'), fine], { logger });
    run.worker.stopWhenDone();
    expect((await run.ended).kind).toBe('ended');
    expect(cleanedUp).toBe(true);
    expect(lines).toEqual(['error: broken cleanup failed to clean up']);
  });
});
