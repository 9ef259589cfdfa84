import {
  InterruptionFrame,
  LLMContext,
  LLMUserAggregator,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '@turnstream/pipeline';
import { awaitAudio, awaitText, close, connected, turnInfo } from '@turnstream/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

const turn = fc.record({
  text: fc.constantFrom('', 'Yes.', 'No.', 'Well, yes.'),
  updates: fc.nat(2),
  audioBefore: fc.constantFrom(0, 0, 0.08),
});

it('turns of the wire at any distance from 0 on: each has its own start, interruption, text and end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 8 }), async (turns) => {
      const context = new LLMContext();
      const aggregator = new LLMUserAggregator(context);
      const said: (readonly [number | undefined, string])[] = [];
      aggregator.on('userTurnStopped', (_self, _strategy, { turnId, content }) => void said.push([turnId, content]));
      const script = turns.flatMap(({ text, updates, audioBefore }) => [
        ...(audioBefore === 0 ? [] : [awaitAudio({ seconds: audioBefore })]),
        turnInfo({ event: 'StartOfTurn', transcript: text }),
        ...Array.from({ length: updates }, () => turnInfo({ event: 'Update', transcript: text })),
        turnInfo({ event: 'EndOfTurn', transcript: text }),
      ]);
      await using run = await runFlux(
        [connected(), awaitAudio({ seconds: 0.08 }), ...script, awaitText('CloseStream'), close()],
        { behind: [aggregator], audioPassthrough: false },
      );
      run.speak(1);
      run.worker.stopWhenDone();
      expect((await run.ended).kind).toBe('ended');
      expect(said).toEqual(turns.map(({ text }, index) => [index, text]));
      const texts = turns.map(({ text }) => text).filter((text) => text !== '');
      expect(context.messages.map((message) => message.content)).toEqual(texts);
      for (const FrameClass of [UserStartedSpeakingFrame, InterruptionFrame, UserStoppedSpeakingFrame]) {
        expect(findFrames(run.after.downstream, FrameClass)).toHaveLength(turns.length);
      }
    }),
    { numRuns: 25 },
  );
});
