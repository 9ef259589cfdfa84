import {
  ExternalUserTurnStrategies,
  LLMContext,
  LLMUserAggregator,
  ProposedUserStartedSpeakingFrame,
  UserTurnProcessor,
  UserTurnStrategies,
} from '@turnstream/pipeline';
import type { Frame } from '@turnstream/pipeline';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runProcessors } from '../support/run-processors.ts';
import { asked, runTurns, turnEnd, turnStart } from '../support/run-turns.ts';

function count(names: readonly string[], name: string): number {
  return names.filter((seen) => seen === name).length;
}

it('decides proposals, announces, interrupts, and lets the text through', async () => {
  const processor = new UserTurnProcessor({ userTurnStrategies: new ExternalUserTurnStrategies() });
  await using run = await runProcessors([processor]);
  const events: string[] = [];
  processor.on('userTurnStarted', () => void events.push('started'));
  processor.on('userTurnInferenceTriggered', () => void events.push('inference'));
  processor.on('userTurnStopped', (_self, _strategy, reason) => void events.push(`stopped: ${reason}`));
  for (const frame of [turnStart(0), ...turnEnd(0, 'Hello.')]) run.worker.queueFrame(frame);
  await nextTurnOfTheLoop();
  expect(run.after.downstreamNames).toEqual([
    'UserStartedSpeakingFrame',
    'InterruptionFrame',
    'TranscriptionFrame',
    'UserStoppedSpeakingFrame',
  ]);
  expect(events).toEqual(['started', 'inference', 'stopped: strategy']);
});

it('with an aggregator behind it makes one start, one interruption and one stop, and lets no proposal through', async () => {
  for (const text of ['Hello.', '']) {
    await using run = await runTurns({
      userTurnStrategies: new ExternalUserTurnStrategies(),
      before: [new UserTurnProcessor({ userTurnStrategies: new ExternalUserTurnStrategies() })],
    });
    const sent: Frame[] = [turnStart(0), ...turnEnd(0, text), turnStart(1), ...turnEnd(1, text)];
    await run.send(...sent);
    for (const names of [run.after.downstreamNames, run.before.upstreamNames]) {
      expect(count(names, 'UserStartedSpeakingFrame')).toBe(2);
      expect(count(names, 'InterruptionFrame')).toBe(2);
      expect(count(names, 'UserStoppedSpeakingFrame')).toBe(2);
      expect(names.filter((name) => name.startsWith('Proposed'))).toEqual([]);
    }
    expect(asked(run.after.downstream)).toBe(text === '' ? 0 : 2);
    expect(run.said).toEqual(text === '' ? [] : [text, text]);
    expect(count(run.events, 'userTurnStarted')).toBe(2);
  }
});

it('forwards proposals that its strategies do not decide about', async () => {
  await using run = await runProcessors([new UserTurnProcessor({ userTurnStrategies: new UserTurnStrategies() })]);
  run.worker.queueFrame(new ProposedUserStartedSpeakingFrame());
  await nextTurnOfTheLoop();
  expect(run.after.downstreamNames).toEqual(['ProposedUserStartedSpeakingFrame']);
});

it('strategies may serve several aggregators, each with a state of its own', async () => {
  const userTurnStrategies = new ExternalUserTurnStrategies();
  const one = new LLMUserAggregator(new LLMContext(), { userTurnStrategies });
  await using run = await runProcessors([one]);
  await using other = await runTurns({ userTurnStrategies });
  run.worker.queueFrame(turnStart(0));
  await nextTurnOfTheLoop();
  await other.send(...turnEnd(0, 'Hello.'));
  expect(other.events).not.toContain('userTurnStarted');
  expect(one.context.messages).toEqual([]);
});
