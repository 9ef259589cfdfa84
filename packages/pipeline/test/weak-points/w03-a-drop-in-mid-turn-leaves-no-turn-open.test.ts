import {
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  TranscriptionFrame,
} from '@turnstream/pipeline';
import { awaitAudio, connected, refuse, reset, turnInfo } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

const cut = [
  connected(),
  awaitAudio({ seconds: 0.16 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
  awaitAudio({ seconds: 0.16 }),
  reset(),
];

it('a turn that is cut by a lost connection goes on over the next one: one start, one text, one stop', async () => {
  await using run = await runFlux([
    cut,
    [
      connected(),
      awaitAudio({ seconds: 0.16 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
      turnInfo({ event: 'EndOfTurn', transcript: 'Hello again.' }),
    ],
  ]);
  run.speak(0.16);
  await run.heard('startOfTurn');
  run.speak(0.4);
  await run.heard('endOfTurn');
  expect(findFrames(run.after.downstream, ProposedUserStartedSpeakingFrame)).toHaveLength(1);
  expect(findFrames(run.after.downstream, TranscriptionFrame).map((frame) => frame.text)).toEqual(['Hello again.']);
  expect(findFrames(run.after.downstream, ProposedUserStoppedSpeakingFrame)).toHaveLength(1);
});

it('a turn whose connection cannot be replaced ends with the text that is known', async () => {
  await using run = await runFlux([cut, [refuse({ status: 401 })]]);
  run.speak(0.16);
  await run.heard('startOfTurn');
  run.speak(0.4);
  await run.heard('endOfTurn');
  const [final] = findFrames(run.after.downstream, TranscriptionFrame);
  expect(final).toMatchObject({ text: 'Hello', endReason: 'connection-lost', finalized: true });
  expect(findFrames(run.after.downstream, ProposedUserStoppedSpeakingFrame)).toHaveLength(1);
});
