import {
  ExternalUserTurnStrategies,
  InterimTranscriptionFrame,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  UserTurnStrategies,
  VADUserStartedSpeakingFrame,
  VADUserStoppedSpeakingFrame,
} from '@turnstream/pipeline';
import { expect, it } from 'vitest';
import { runTurns, said } from '../support/run-turns.ts';

const external = { userTurnStrategies: new ExternalUserTurnStrategies() };

it('a turn whose text never comes is given up after 5 seconds, with an announcement', async () => {
  await using run = await runTurns(external);
  await run.send(new ProposedUserStartedSpeakingFrame(), new ProposedUserStoppedSpeakingFrame());
  await run.pass(4_999);
  expect(run.events).toEqual(['userTurnStarted']);
  await run.pass(1);
  expect(run.events).toEqual(['userTurnStarted', 'userTurnStopTimeout', 'userTurnStopped: ']);
  expect(run.came().slice(-1)).toEqual(['UserStoppedSpeakingFrame']);
});

it('anything that happens in the turn puts it off', async () => {
  await using run = await runTurns(external);
  await run.send(new ProposedUserStartedSpeakingFrame(), new ProposedUserStoppedSpeakingFrame());
  await run.pass(4_000);
  await run.send(new InterimTranscriptionFrame({ text: 'Hel', userId: '', timestamp: '' }));
  await run.pass(4_999);
  expect(run.events).toEqual(['userTurnStarted']);
  await run.pass(1);
  expect(run.events).toContain('userTurnStopTimeout');
});

it('a user who speaks is not cut off', async () => {
  await using run = await runTurns(external);
  await run.send(new ProposedUserStartedSpeakingFrame());
  await run.pass(120_000);
  expect(run.events).toEqual(['userTurnStarted']);
  await using heard = await runTurns({ userTurnStrategies: new UserTurnStrategies() });
  await heard.send(new VADUserStartedSpeakingFrame());
  await heard.pass(120_000);
  await heard.send(new VADUserStoppedSpeakingFrame());
  expect(heard.events).toEqual(['userTurnStarted']);
  await heard.pass(5_000);
  expect(heard.events).toContain('userTurnStopTimeout');
});

it('text that waits for more when the turn is given up reaches the model', async () => {
  await using run = await runTurns(external);
  await run.send(new ProposedUserStartedSpeakingFrame(), said('Hello'));
  await run.send(
    new InterimTranscriptionFrame({ text: 'wor', userId: '', timestamp: '' }),
    new ProposedUserStoppedSpeakingFrame(),
  );
  await run.pass(5_000);
  expect(run.said).toEqual(['Hello']);
  expect(run.came()).toContain('LLMContextFrame');
});

it('the time is an option, and no timer runs between turns', async () => {
  await using run = await runTurns({ ...external, userTurnStopTimeoutMs: 100 });
  await run.send(new ProposedUserStartedSpeakingFrame(), new ProposedUserStoppedSpeakingFrame());
  await run.pass(100);
  expect(run.events).toContain('userTurnStopTimeout');
  await run.pass(10_000);
  expect(run.events.filter((event) => event === 'userTurnStopTimeout')).toHaveLength(1);
});
