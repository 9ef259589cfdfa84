import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { FrameProcessor, ProposedUserStoppedSpeakingFrame, TranscriptionFrame } from '@turnstream/pipeline';
import { awaitAudio, connected, turnInfo, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runFlux } from '../support/run-flux.ts';

/** Takes its time over a transcription, as an aggregator that calls out may. */
class SlowConsumer extends FrameProcessor {
  readonly handled: string[] = [];

  override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
    if (frame instanceof TranscriptionFrame) await nextTurnOfTheLoop();
    this.handled.push(frame.constructor.name);
    this.pushFrame(frame, direction);
  }
}

it('the next processor has handled the final text of a turn before it sees the proposal to stop', async () => {
  const consumer = new SlowConsumer();
  await using run = await runFlux(
    [
      connected(),
      awaitAudio({ seconds: 0.08 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
      turnInfo({ event: 'EndOfTurn', transcript: 'Hello.' }),
    ],
    { behind: [consumer], audioPassthrough: false },
  );
  run.speak(0.2);
  await waitFor(() => consumer.handled.includes('ProposedUserStoppedSpeakingFrame'));
  expect(consumer.handled).toEqual([
    'StartFrame',
    'STTMetadataFrame',
    'ProposedUserStartedSpeakingFrame',
    'TranscriptionFrame',
    'ProposedUserStoppedSpeakingFrame',
  ]);
});

it('the proposal to stop is a control frame, and neither it nor the text is dropped by an interruption', () => {
  const stop = new ProposedUserStoppedSpeakingFrame();
  const text = new TranscriptionFrame({ text: 'Hello.', userId: '', timestamp: '' });
  expect({ family: stop.family, uninterruptible: stop.uninterruptible }).toEqual({
    family: 'control',
    uninterruptible: true,
  });
  expect({ family: text.family, uninterruptible: text.uninterruptible }).toEqual({
    family: 'data',
    uninterruptible: true,
  });
});
