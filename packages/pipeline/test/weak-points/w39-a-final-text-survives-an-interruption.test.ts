import type { Frame, FrameDirection } from '@turnstream/pipeline';
import {
  ExternalUserTurnStrategies,
  FrameProcessor,
  InterruptionFrame,
  TextFrame,
  TranscriptionFrame,
} from '@turnstream/pipeline';
import { createDeferred } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runProcessors } from '../support/run-processors.ts';
import { runTurns, turnEnd, turnStart } from '../support/run-turns.ts';

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

it('a start that arrives before the stop of the turn before closes that turn first', async () => {
  await using run = await runTurns({ userTurnStrategies: new ExternalUserTurnStrategies() });
  await run.send(turnStart(0));
  await run.send(turnStart(1));
  await run.send(...turnEnd(0, 'One.'), ...turnEnd(1, 'Two.'));
  expect(run.events).toEqual([
    'userTurnStarted',
    'userTurnStopped: ',
    'userTurnStarted',
    'userTurnMessageAdded: One.',
    'userTurnMessageAdded: Two.',
    'userTurnInferenceTriggered',
    'userTurnStopped: Two.',
  ]);
  expect(run.said).toEqual(['One.', 'Two.']);
});

it('an end without text survives an interruption, so that no turn stays open', async () => {
  const door = createDeferred();
  class Busy extends FrameProcessor {
    override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
      if (frame instanceof TextFrame) await door.promise;
      this.pushFrame(frame, direction);
    }
  }
  await using run = await runTurns({ userTurnStrategies: new ExternalUserTurnStrategies(), before: [new Busy()] });
  await run.send(turnStart(0));
  await run.send(new TextFrame({ text: 'answer' }), ...turnEnd(0));
  await run.send(new InterruptionFrame());
  door.resolve();
  await nextTurnOfTheLoop();
  expect(run.events.at(-1)).toBe('userTurnStopped: ');
});
