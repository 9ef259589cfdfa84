import type { MetricsData } from '@turnstream/pipeline';
import { MetricsFrame } from '@turnstream/pipeline';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runMemoryFlux } from '../support/run-memory-flux.ts';

const happening = fc.oneof(
  fc.record({ what: fc.constant('speak' as const), milliseconds: fc.integer({ min: 20, max: 400 }) }),
  fc.constantFrom(
    { what: 'start' } as const,
    { what: 'end' } as const,
    { what: 'stall' } as const,
    { what: 'drop' } as const,
  ),
);

it('usage adds up to the bytes of every connection, silence and repeats included, at End and at Cancel', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { maxLength: 14 }),
      fc.constantFrom('cancel', 'end'),
      async (happenings, ending) => {
        await using flux = await runMemoryFlux({}, { params: { enableUsageMetrics: true } });
        await flux.connect();
        let turn = 0;
        for (const happens of happenings) {
          if (flux.network.latest.state === 'dialing') await flux.connect();
          const open = flux.network.latest.state === 'open';
          if (happens.what === 'speak') await flux.speak(happens.milliseconds);
          else if (happens.what === 'stall') await flux.pass(1_500);
          else if (happens.what === 'drop' && open) flux.network.latest.close({ code: 1011 });
          else if (happens.what === 'start' && open) flux.says('StartOfTurn', 'Hi', turn);
          else if (happens.what === 'end' && open) {
            flux.says('EndOfTurn', 'Hi.', turn);
            turn += 1;
          }
          await nextTurnOfTheLoop();
          if (happens.what === 'drop') await flux.pass(500);
        }
        if (flux.network.latest.state === 'dialing') await flux.connect();
        if (ending === 'cancel') flux.worker.cancel();
        else flux.worker.stopWhenDone();
        while (!flux.worker.hasFinished) {
          await flux.pass(500);
          if (flux.network.latest.state === 'dialing') await flux.connect();
        }
        const reported = findFrames(flux.after.downstream, MetricsFrame)
          .flatMap((frame): readonly MetricsData[] => frame.data)
          .reduce((sum, data) => sum + (data.kind === 'stt-usage' ? data.audioSeconds : 0), 0);
        const bytes = flux.network.connections.reduce((sum, connection) => sum + connection.audioBytes, 0);
        expect(reported).toBeCloseTo(bytes / 32_000, 5);
      },
    ),
    { numRuns: 60 },
  );
});
