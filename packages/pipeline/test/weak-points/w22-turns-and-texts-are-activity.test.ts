import {
  InterimTranscriptionFrame,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  TranscriptionFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  type Frame,
} from '@turnstream/pipeline';
import { FakeClock } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { Recorder } from '../support/recorder.ts';
import { runProcessors } from '../support/run-processors.ts';

const words = { text: 'hello', userId: '', timestamp: '' };

const signs: readonly (() => Frame)[] = [
  () => new ProposedUserStoppedSpeakingFrame(),
  () => new UserStoppedSpeakingFrame(),
  () => new InterimTranscriptionFrame(words),
  () => new TranscriptionFrame(words),
];

for (const sign of signs) {
  it(`a call is not idle while ${sign().constructor.name}s come, without any voice-activity model`, async () => {
    const clock = new FakeClock();
    await using run = await runProcessors([], { clock });
    for (let minute = 0; minute < 20; minute += 1) {
      await clock.advanceAsync(60_000);
      run.worker.queueFrame(sign());
    }
    expect(run.worker.phase).toBe('running');
    await clock.advanceAsync(300_000);
    expect((await run.ended).kind).toBe('cancelled');
  });
}

for (const [Started, Stopped] of [
  [ProposedUserStartedSpeakingFrame, ProposedUserStoppedSpeakingFrame],
  [UserStartedSpeakingFrame, UserStoppedSpeakingFrame],
] as const) {
  it(`a call is not idle between ${Started.name} and ${Stopped.name}, however long the user talks`, async () => {
    const clock = new FakeClock();
    const recorder = new Recorder();
    await using run = await runProcessors([recorder], { clock });
    recorder.broadcastFrame(Started);
    await clock.advanceAsync(3_600_000);
    expect(run.worker.phase).toBe('running');
    recorder.broadcastFrame(Stopped);
    await clock.advanceAsync(299_000);
    expect(run.worker.phase).toBe('running');
    await clock.advanceAsync(300_000);
    expect((await run.ended).kind).toBe('cancelled');
  });
}
