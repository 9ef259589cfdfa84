import { ErrorFrame, TranscriptionFrame } from '@turnstream/pipeline';
import { awaitAudio, connected, sendBinary, sendText, turnInfo } from '@turnstream/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

const nonsense = fc.oneof(
  fc.string({ maxLength: 40 }).map((text) => sendText(text)),
  fc.json({ maxDepth: 2 }).map((text) => sendText(text)),
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => sendBinary(bytes)),
  fc
    .record({
      type: fc.constantFrom('TurnInfo', 'Connected', 'ConfigureSuccess', 'News'),
      event: fc.oneof(fc.constant('StartOfNothing'), fc.integer()),
      words: fc.oneof(fc.constant(['no object']), fc.integer()),
      transcript: fc.oneof(fc.integer(), fc.constant(null)),
    })
    .map((message) => sendText(JSON.stringify(message))),
);

it('a turn is heard behind any nonsense, on the same connection', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(nonsense, { minLength: 1, maxLength: 12 }), async (steps) => {
      await using run = await runFlux([
        connected(),
        awaitAudio({ seconds: 0.08 }),
        ...steps,
        turnInfo({ event: 'StartOfTurn', transcript: 'Still' }),
        ...steps,
        turnInfo({ event: 'EndOfTurn', transcript: 'Still here.' }),
      ]);
      run.speak(0.2);
      await run.heard('endOfTurn');
      expect(run.server.connections).toHaveLength(1);
      expect(findFrames(run.after.downstream, TranscriptionFrame).map((frame) => frame.text)).toEqual(['Still here.']);
      expect(findFrames(run.before.upstream, ErrorFrame)).toEqual([]);
      expect(run.service.isUsable).toBe(true);
    }),
    { numRuns: 25 },
  );
});
