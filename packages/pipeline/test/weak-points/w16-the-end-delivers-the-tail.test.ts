import { EndFrame, ProposedUserStoppedSpeakingFrame, TranscriptionFrame } from '@turnstream/pipeline';
import { awaitAudio, awaitText, close, connected, turnInfo } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

it('the last update behind CloseStream is the final text, marked as stopped, ahead of the EndFrame', async () => {
  await using run = await runFlux([
    connected(),
    awaitAudio({ seconds: 0.08 }),
    turnInfo({ event: 'StartOfTurn', transcript: 'My number' }),
    awaitText('CloseStream'),
    turnInfo({ event: 'Update', transcript: 'My number is' }),
    turnInfo({ event: 'Update', transcript: 'My number is seven' }),
    close(),
  ]);
  run.speak(0.2);
  await run.heard('startOfTurn');
  run.worker.queueFrame(new EndFrame());
  await run.ended;
  const finals = findFrames(run.after.downstream, TranscriptionFrame);
  expect(finals.map((frame) => [frame.text, frame.endReason])).toEqual([['My number is seven', 'stopped']]);
  const last = run.after.downstream.slice(-3).map((frame) => frame.constructor.name);
  expect(last).toEqual(['TranscriptionFrame', 'ProposedUserStoppedSpeakingFrame', 'EndFrame']);
  expect(findFrames(run.after.downstream, ProposedUserStoppedSpeakingFrame)).toHaveLength(1);
});
