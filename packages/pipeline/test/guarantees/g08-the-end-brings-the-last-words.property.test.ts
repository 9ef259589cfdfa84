import { EndFrame, TranscriptionFrame } from '@turnstream/pipeline';
import type { ServerStep } from '@turnstream/testing';
import { awaitAudio, awaitText, close, connected, hangUp, turnInfo } from '@turnstream/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

const text = fc.constantFrom('My', 'My number', 'My number is', 'My number is seven');

function update(transcript: string): ServerStep {
  return turnInfo({ event: 'Update', transcript });
}

it('an EndFrame in mid-turn leaves the service behind the best text that is known, however the server goes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { maxLength: 3 }),
      fc.array(text, { maxLength: 3 }),
      fc.constantFrom(close(), close({ code: 1000 }), hangUp()),
      async (before, after, goes) => {
        await using run = await runFlux(
          [
            connected(),
            awaitAudio({ seconds: 0.08 }),
            turnInfo({ event: 'StartOfTurn', transcript: 'My' }),
            ...before.map(update),
            awaitText('CloseStream'),
            ...after.map(update),
            goes,
          ],
          { audioPassthrough: false },
        );
        run.speak(0.2);
        await run.heard('startOfTurn');
        run.worker.queueFrame(new EndFrame());
        expect((await run.ended).kind).toBe('ended');
        const names = run.after.downstream.map((frame) => frame.constructor.name);
        expect(names.slice(-3)).toEqual(['TranscriptionFrame', 'ProposedUserStoppedSpeakingFrame', 'EndFrame']);
        const [final] = findFrames(run.after.downstream, TranscriptionFrame);
        expect(final?.text).toBe(['My', ...before, ...after].at(-1));
      },
    ),
    { numRuns: 15 },
  );
});
