import type { Frame, FrameDirection } from '@turnstream/pipeline';
import {
  FrameProcessor,
  LLMContext,
  LLMContextFrame,
  LLMUserAggregator,
  ProposedUserStoppedSpeakingFrame,
  TranscriptionFrame,
  UserStoppedSpeakingFrame,
} from '@turnstream/pipeline';
import { awaitAudio, connected, turnInfo, waitFor } from '@turnstream/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runFlux } from '../support/run-flux.ts';

/** Takes its time over texts, and keeps the order in which texts and stops were handled to their end. */
class SlowConsumer extends FrameProcessor {
  readonly handled: string[] = [];
  readonly #waits: readonly number[];

  constructor(waits: readonly number[]) {
    super();
    this.#waits = waits;
  }

  override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
    if (frame instanceof TranscriptionFrame) {
      const waits = this.#waits[(frame.turnId ?? 0) % this.#waits.length] ?? 0;
      for (let times = 0; times < waits; times += 1) await nextTurnOfTheLoop();
      this.handled.push(`text ${frame.turnId}`);
    } else if (frame instanceof ProposedUserStoppedSpeakingFrame) this.handled.push(`stop ${frame.turnId}`);
    this.pushFrame(frame, direction);
  }
}

it('a consumer, however slow, has handled the final text of each turn before its end, and so has whoever asks the model', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }),
      async (turns, waits) => {
        const consumer = new SlowConsumer(waits);
        const aggregator = new LLMUserAggregator(new LLMContext());
        const script = Array.from({ length: turns }, (_unused, turn) => [
          turnInfo({ event: 'StartOfTurn', transcript: `Turn ${turn}` }),
          turnInfo({ event: 'EndOfTurn', transcript: `Turn ${turn}.` }),
        ]).flat();
        await using run = await runFlux([connected(), awaitAudio({ seconds: 0.08 }), ...script], {
          behind: [consumer, aggregator],
          audioPassthrough: false,
        });
        run.speak(0.2);
        const numbers = Array.from({ length: turns }, (_unused, turn) => turn);
        await waitFor(() => findFrames(run.after.downstream, UserStoppedSpeakingFrame).length === turns);
        await waitFor(() => findFrames(run.after.downstream, LLMContextFrame).length > 0);
        await waitFor(() => consumer.handled.length === 2 * turns);
        expect(consumer.handled).toEqual(numbers.flatMap((turn) => [`text ${turn}`, `stop ${turn}`]));
      },
    ),
    { numRuns: 20 },
  );
});

it('the model is asked before the end of the turn is announced', async () => {
  await using run = await runFlux(
    [
      connected(),
      awaitAudio({ seconds: 0.08 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
      turnInfo({ event: 'EndOfTurn', transcript: 'Hello.' }),
    ],
    { behind: [new LLMUserAggregator(new LLMContext())], audioPassthrough: false },
  );
  run.speak(0.2);
  await waitFor(() => findFrames(run.after.downstream, UserStoppedSpeakingFrame).length === 1);
  expect(run.after.downstreamNames.slice(-2)).toEqual(['LLMContextFrame', 'UserStoppedSpeakingFrame']);
});
