import {
  ExternalUserTurnStrategies,
  SpeechTimeoutUserTurnStopStrategy,
  STTMetadataFrame,
  TranscriptionUserTurnStartStrategy,
  UserTurnStopStrategy,
  UserTurnStrategies,
  VADUserTurnStartStrategy,
} from '@turnstream/pipeline';
import type { RunningStrategy } from '@turnstream/pipeline';
import { expect, it } from 'vitest';
import { runTurns, said, turnEnd, turnStart } from '../support/run-turns.ts';

it('they are voice activity and text for the start, a pause for the stop', () => {
  const { start, stop } = new UserTurnStrategies();
  expect(start.map((strategy) => strategy.constructor)).toEqual([
    VADUserTurnStartStrategy,
    TranscriptionUserTurnStartStrategy,
  ]);
  expect(stop.map((strategy) => strategy.constructor)).toEqual([SpeechTimeoutUserTurnStopStrategy]);
});

it('they give way to what the service recommends, and leave no timer', async () => {
  await using run = await runTurns();
  const { pending } = run.clock;
  await run.send(
    new STTMetadataFrame({
      serviceName: 'stt',
      ttfsP99LatencyMs: 0,
      userTurnStrategies: new ExternalUserTurnStrategies(),
    }),
  );
  expect(run.clock.pending).toBe(pending);
  await run.send(turnStart(0), ...turnEnd(0, 'Hello.'));
  expect(run.said).toEqual(['Hello.']);
});

it('a strategy that was replaced takes no effect any more', async () => {
  class Late extends UserTurnStopStrategy {
    override run(host: Parameters<UserTurnStopStrategy['run']>[0]): RunningStrategy {
      return {
        processFrame: () => 'continue',
        turnStarted: () => void host.wakeAfter(100, () => host.triggerUserTurnStopped()),
      };
    }
  }
  await using run = await runTurns();
  const recommend = (strategies: UserTurnStrategies): Promise<void> =>
    run.send(new STTMetadataFrame({ serviceName: 'stt', ttfsP99LatencyMs: 0, userTurnStrategies: strategies }));
  await recommend(new UserTurnStrategies({ stop: [new Late()] }));
  await run.send(said('Hello.'));
  const patient = new UserTurnStrategies({ stop: [] });
  for (let times = 0; times < 20; times += 1) await recommend(patient);
  await run.pass(100);
  expect(run.events).toEqual(['userTurnStarted']);
});
