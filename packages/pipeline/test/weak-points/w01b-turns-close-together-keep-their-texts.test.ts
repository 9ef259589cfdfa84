import {
  ExternalUserTurnStrategies,
  FrameProcessor,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  TranscriptionFrame,
} from '@turnstream/pipeline';
import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { createDeferred } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runTurns, said, turnEnd, turnStart } from '../support/run-turns.ts';

const external = { userTurnStrategies: new ExternalUserTurnStrategies() };
const oneTurn = ['UserStartedSpeakingFrame', 'InterruptionFrame', 'LLMContextFrame', 'UserStoppedSpeakingFrame'];

for (const distanceMs of [0, 100]) {
  it(`two turns ${distanceMs} ms apart have their own start, interruption, text and stop`, async () => {
    await using run = await runTurns(external);
    if (distanceMs === 0) await run.send(turnStart(0), ...turnEnd(0, 'One.'), turnStart(1), ...turnEnd(1, 'Two.'));
    else {
      await run.send(turnStart(0), ...turnEnd(0, 'One.'));
      await run.pass(distanceMs);
      await run.send(turnStart(1), ...turnEnd(1, 'Two.'));
    }
    expect(run.came()).toEqual([...oneTurn, ...oneTurn]);
    expect(run.said).toEqual(['One.', 'Two.']);
    expect(run.events.filter((event) => event.startsWith('userTurnStopped'))).toEqual([
      'userTurnStopped: One.',
      'userTurnStopped: Two.',
    ]);
  });

  it(`so have two turns of a service that does not count them, ${distanceMs} ms apart`, async () => {
    await using run = await runTurns(external);
    for (const text of ['One.', 'Two.']) {
      await run.send(
        new ProposedUserStartedSpeakingFrame(),
        said(text, { finalized: true }),
        new ProposedUserStoppedSpeakingFrame(),
      );
      await run.pass(distanceMs);
    }
    expect(run.came()).toEqual([...oneTurn, ...oneTurn]);
    expect(run.said).toEqual(['One.', 'Two.']);
  });
}

it('a turn that still waits for its text when the next begins gives way and keeps its text', async () => {
  await using run = await runTurns(external);
  await run.send(new ProposedUserStartedSpeakingFrame(), said('One'), new ProposedUserStoppedSpeakingFrame());
  await run.send(new ProposedUserStartedSpeakingFrame(), new ProposedUserStoppedSpeakingFrame());
  await run.send(new ProposedUserStartedSpeakingFrame());
  expect(run.events.filter((event) => event === 'userTurnStarted')).toHaveLength(3);
  await run.send(said('Three', { finalized: true }), new ProposedUserStoppedSpeakingFrame());
  expect(run.said).toEqual(['One', 'Three']);
});

/** Lets texts and stops through only when its door is open; starts overtake them. */
class Slow extends FrameProcessor {
  readonly door = createDeferred();

  override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
    if (frame instanceof TranscriptionFrame) await this.door.promise;
    this.pushFrame(frame, direction);
  }
}

it('a text that was overtaken by the next start stays a message of its own, before that of the next turn', async () => {
  const slow = new Slow();
  await using run = await runTurns({ ...external, before: [slow] });
  await run.send(turnStart(0), ...turnEnd(0, 'One.'));
  await run.send(turnStart(1));
  expect(run.came()).toEqual([
    'UserStartedSpeakingFrame',
    'InterruptionFrame',
    'UserStoppedSpeakingFrame',
    'UserStartedSpeakingFrame',
    'InterruptionFrame',
  ]);
  slow.door.resolve();
  await nextTurnOfTheLoop();
  expect(run.said).toEqual(['One.']);
  expect(run.came()).toEqual([]);
  await run.send(...turnEnd(1));
  // The model was not asked about the first turn yet, so an empty second one does not silence it.
  expect(run.came()).toEqual(['UserStoppedSpeakingFrame', 'LLMContextFrame']);
});
