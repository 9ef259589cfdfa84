import { ExternalUserTurnStrategies, UserMuteStrategy } from '@turnstream/pipeline';
import type { RunningMuteStrategy } from '@turnstream/pipeline';
import { expect, it } from 'vitest';
import { runTurns, turnEnd, turnStart } from '../support/run-turns.ts';

/** Mutes when the application says so. */
class SwitchedMute extends UserMuteStrategy {
  isOn = false;

  override run(): RunningMuteStrategy {
    return { processFrame: () => this.isOn };
  }
}

it('the first frame after an outside trigger is muted, and the first after its end is heard', async () => {
  const mute = new SwitchedMute();
  await using run = await runTurns({
    userTurnStrategies: new ExternalUserTurnStrategies(),
    userMuteStrategies: [mute],
  });
  mute.isOn = true;
  await run.send(turnStart(0));
  expect(run.came()).toEqual(['UserMuteStartedFrame']);
  mute.isOn = false;
  await run.send(turnStart(1), ...turnEnd(1, 'Hello.'));
  expect(run.came().slice(0, 2)).toEqual(['UserMuteStoppedFrame', 'UserStartedSpeakingFrame']);
  expect(run.said).toEqual(['Hello.']);
});
