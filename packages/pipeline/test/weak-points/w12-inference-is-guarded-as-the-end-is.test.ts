import {
  ExternalUserTurnStopStrategy,
  ExternalUserTurnStrategies,
  TranscriptionFrame,
  UserTurnStopStrategy,
  UserTurnStrategies,
  VADUserStartedSpeakingFrame,
  VADUserStoppedSpeakingFrame,
} from '@turnstream/pipeline';
import type { RunningStrategy, UserTurnStopHost } from '@turnstream/pipeline';
import { expect, it } from 'vitest';
import { runTurns, said, turnEnd, turnStart } from '../support/run-turns.ts';

it('where a service decides, a detector that still hears a voice holds up neither the inference nor the end', async () => {
  await using run = await runTurns({ userTurnStrategies: new ExternalUserTurnStrategies() });
  await run.send(turnStart(0));
  await run.send(new VADUserStartedSpeakingFrame());
  run.came();
  await run.send(...turnEnd(0, 'Hello.'));
  expect(run.came()).toEqual(['LLMContextFrame', 'UserStoppedSpeakingFrame']);
});

/** Is done as soon as there is text. */
class HastyStop extends UserTurnStopStrategy {
  override run(host: UserTurnStopHost): RunningStrategy {
    return {
      processFrame(frame) {
        if (frame instanceof TranscriptionFrame) host.triggerUserTurnStopped();
        return 'continue';
      },
    };
  }
}

it('where a detector decides, neither comes while it hears a voice, and both come after', async () => {
  await using run = await runTurns({ userTurnStrategies: new UserTurnStrategies({ stop: [new HastyStop()] }) });
  await run.send(new VADUserStartedSpeakingFrame());
  run.came();
  await run.send(said('Hello'));
  expect(run.came()).toEqual([]);
  await run.send(new VADUserStoppedSpeakingFrame());
  await run.send(said('there.'));
  expect(run.came()).toEqual(['VADUserStoppedSpeakingFrame', 'LLMContextFrame', 'UserStoppedSpeakingFrame']);
  expect(run.said).toEqual(['Hello there.']);
});

it('the external stop is the one that puts a service in charge', () => {
  expect(new ExternalUserTurnStopStrategy().resolvesProposedTurnStopFrames).toBe(true);
  expect(new HastyStop().resolvesProposedTurnStopFrames).toBe(false);
});
