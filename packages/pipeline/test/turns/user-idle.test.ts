import {
  BotStartedSpeakingFrame,
  BotStoppedSpeakingFrame,
  ExternalUserTurnStrategies,
  FunctionCallResultFrame,
  FunctionCallsStartedFrame,
  UserIdleTimeoutUpdateFrame,
} from '@turnstream/pipeline';
import { expect, it } from 'vitest';
import type { RunningTurns } from '../support/run-turns.ts';
import { runTurns, turnEnd, turnStart } from '../support/run-turns.ts';

function run(userIdleTimeoutMs?: number): Promise<RunningTurns> {
  return runTurns({ userTurnStrategies: new ExternalUserTurnStrategies(), userIdleTimeoutMs });
}

function idleTimes(turns: RunningTurns): number {
  return turns.events.filter((event) => event === 'userTurnIdle').length;
}

it('silence after the bot spoke is told once, and again after it spoke again', async () => {
  await using turns = await run(1_000);
  await turns.send(new BotStartedSpeakingFrame());
  await turns.pass(5_000);
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.pass(999);
  expect(idleTimes(turns)).toBe(0);
  await turns.pass(1);
  await turns.pass(5_000);
  expect(idleTimes(turns)).toBe(1);
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.pass(1_000);
  expect(idleTimes(turns)).toBe(2);
});

it('nothing is told by default, before the bot spoke, or while it speaks again', async () => {
  await using never = await run();
  await never.send(new BotStoppedSpeakingFrame());
  await never.pass(600_000);
  expect(idleTimes(never)).toBe(0);
  await using turns = await run(1_000);
  await turns.pass(5_000);
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.send(new BotStartedSpeakingFrame());
  await turns.pass(5_000);
  expect(idleTimes(turns)).toBe(0);
});

it('a turn of the user ends the wait, and no wait begins in it', async () => {
  await using turns = await run(1_000);
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.send(turnStart(0));
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.pass(5_000);
  await turns.send(...turnEnd(0, 'Hello.'));
  await turns.pass(5_000);
  expect(idleTimes(turns)).toBe(0);
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.pass(1_000);
  expect(idleTimes(turns)).toBe(1);
});

it('a function call ends the wait, and no wait begins while one is open', async () => {
  await using turns = await run(1_000);
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.send(new FunctionCallsStartedFrame({ callIds: ['a', 'b'] }));
  await turns.send(new FunctionCallResultFrame({ callId: 'a' }));
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.pass(5_000);
  expect(idleTimes(turns)).toBe(0);
  await turns.send(new FunctionCallResultFrame({ callId: 'b' }));
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.pass(1_000);
  expect(idleTimes(turns)).toBe(1);
});

it('another time holds at once, and 0 is for ever', async () => {
  await using turns = await run();
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.send(new UserIdleTimeoutUpdateFrame({ timeoutMs: 200 }));
  await turns.pass(200);
  expect(idleTimes(turns)).toBe(1);
  await turns.send(new BotStoppedSpeakingFrame());
  await turns.send(new UserIdleTimeoutUpdateFrame({ timeoutMs: 0 }));
  await turns.pass(600_000);
  expect(idleTimes(turns)).toBe(1);
});
