import { TranscriptionFrame, UserAudioRawFrame } from '@turnstream/pipeline';
import { awaitAudio, connected, turnInfo } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

it('a text that comes after another user began to speak is still of the first', async () => {
  await using run = await runFlux([
    connected(),
    awaitAudio({ totalSeconds: 1.6 }),
    turnInfo({ event: 'StartOfTurn', transcript: 'One', audio_window_start: 0, audio_window_end: 0.4 }),
    turnInfo({ event: 'EndOfTurn', transcript: 'One.', audio_window_start: 0, audio_window_end: 0.8 }),
    turnInfo({ event: 'StartOfTurn', transcript: 'Two', audio_window_start: 0.8, audio_window_end: 1.2 }),
    turnInfo({ event: 'EndOfTurn', transcript: 'Two.', audio_window_start: 0.8, audio_window_end: 1.6 }),
  ]);
  for (const userId of ['ada', 'grace']) {
    for (let frame = 0; frame < 10; frame += 1) {
      run.worker.queueFrame(
        new UserAudioRawFrame({ audio: new Uint8Array(2_560).fill(40), sampleRate: 16_000, userId }),
      );
    }
  }
  await run.heard('endOfTurn', 2);
  const finals = findFrames(run.after.downstream, TranscriptionFrame);
  expect(finals.map((frame) => [frame.text, frame.userId])).toEqual([
    ['One.', 'ada'],
    ['Two.', 'grace'],
  ]);
});
