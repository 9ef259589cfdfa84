import type { FrameObserver } from '@turnstream/pipeline';
import { EndFrame, TextFrame } from '@turnstream/pipeline';
import { createDeferred, FakeClock, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { Recorder } from '../support/recorder.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { runProcessors } from '../support/run-processors.ts';

/** Keeps what it is told, each thing a turn of the loop late. */
class Slow implements FrameObserver {
  readonly frameClasses = [TextFrame, EndFrame];
  readonly told: string[] = [];

  async setUp(): Promise<void> {
    await nextTurnOfTheLoop();
    this.told.push('set up');
  }

  async onPushFrame({ frame, destination }: Parameters<NonNullable<FrameObserver['onPushFrame']>>[0]): Promise<void> {
    await nextTurnOfTheLoop();
    if (destination.name === 'watched') this.told.push(frame.constructor.name);
  }

  onPipelineStarted(): void {
    this.told.push('started');
  }

  async cleanUp(): Promise<void> {
    await nextTurnOfTheLoop();
    this.told.push('cleaned up');
  }
}

it('an observer sees everything up to the end, and then cleans up, before the worker has ended', async () => {
  const slow = new Slow();
  await using run = await runProcessors([new Recorder({ name: 'watched' })], { observers: [slow] });
  run.worker.queueFrame(new TextFrame({ text: 'one' }));
  run.worker.stopWhenDone();
  await run.ended;
  expect(slow.told).toEqual(['set up', 'started', 'TextFrame', 'EndFrame', 'cleaned up']);
});

it('an observer added later is set up too, sees what follows, and can go again', async () => {
  const slow = new Slow();
  await using run = await runProcessors([new Recorder({ name: 'watched' })]);
  run.worker.queueFrame(new TextFrame({ text: 'before' }));
  await nextTurnOfTheLoop();
  run.worker.addObserver(slow);
  run.worker.queueFrame(new TextFrame({ text: 'while' }));
  run.worker.removeObserver(slow);
  run.worker.queueFrame(new TextFrame({ text: 'after' }));
  run.worker.stopWhenDone();
  await run.ended;
  await waitFor(() => slow.told.at(-1) === 'cleaned up');
  expect(slow.told[0]).toBe('set up');
  expect(slow.told).not.toContain('EndFrame');
});

it('an observer that never comes back keeps a worker from ending for a second only', async () => {
  const clock = new FakeClock();
  const { logger, lines } = recordingLogger();
  const stuck: FrameObserver = { onPushFrame: () => new Promise(() => undefined) };
  await using run = await runProcessors([], { clock, logger, observers: [stuck] });
  run.worker.stopWhenDone();
  await nextTurnOfTheLoop();
  await clock.advanceAsync(1_000);
  expect((await run.ended).kind).toBe('ended');
  expect(lines).toContain('warn: an observer had not seen every frame 1000 ms after the end');
});

it('an observer that is ten thousand frames behind misses some, with one warning', async () => {
  const { logger, lines } = recordingLogger();
  const door = createDeferred();
  let seen = 0;
  const stuck: FrameObserver = {
    frameClasses: [TextFrame],
    async onPushFrame() {
      await door.promise;
      seen += 1;
    },
  };
  await using run = await runProcessors([new Recorder({ name: 'watched' })], { logger, observers: [stuck] });
  for (let count = 0; count < 12_000; count += 1) {
    run.worker.queueFrame(new TextFrame({ text: '' }));
    if (count % 1_000 === 0) await nextTurnOfTheLoop();
  }
  await nextTurnOfTheLoop();
  expect(lines).toEqual(['warn: an observer is 10000 frames behind; it misses some']);
  door.resolve();
  run.worker.stopWhenDone();
  await run.ended;
  expect(seen).toBe(10_001);
});
