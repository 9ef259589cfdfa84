import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { FrameProcessor, InterruptionFrame, TextFrame, TranscriptionFrame } from '@turnstream/pipeline';
import { createDeferred } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runProcessors } from '../support/run-processors.ts';

it('a final text that waits behind other data is handled although an interruption comes in between', async () => {
  const door = createDeferred();
  class Busy extends FrameProcessor {
    override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
      if (frame instanceof TextFrame && frame.text === 'answer') await door.promise;
      this.pushFrame(frame, direction);
    }
  }
  await using run = await runProcessors([new Busy()]);
  run.worker.queueFrame(new TextFrame({ text: 'answer' }));
  run.worker.queueFrame(new TranscriptionFrame({ text: 'I said', userId: '', timestamp: '', finalized: true }));
  await nextTurnOfTheLoop();
  run.worker.queueFrame(new InterruptionFrame());
  await nextTurnOfTheLoop();
  door.resolve();
  await nextTurnOfTheLoop();
  expect(run.after.downstreamNames).toEqual(['InterruptionFrame', 'TranscriptionFrame']);
});
