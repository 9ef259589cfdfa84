import { ErrorFrame } from '@turnstream/pipeline';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runMemoryFlux } from '../support/run-memory-flux.ts';

const happening = fc.constantFrom('connect', 'dial fails', 'drop', 'speak', 'turn', 'wait', 'model');

it('in any order of dials, drops and turns: connected and disconnected in turn, one error for each failure', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { maxLength: 25 }),
      fc.constantFrom('cancel', 'end'),
      async (happenings, ending) => {
        await using flux = await runMemoryFlux({ session: { connection: { maxFailedDials: 1_000 } } });
        let failures = 0;
        for (const what of happenings) {
          const connection = flux.network.latest;
          if (what === 'connect' && connection.state === 'dialing') await flux.connect();
          else if (what === 'dial fails' && connection.state === 'dialing') {
            connection.fail({ message: 'no route' });
            failures += 1;
          } else if (what === 'drop' && connection.state === 'open') connection.close({ code: 1011 });
          else if (what === 'speak') await flux.speak(100);
          else if (what === 'turn' && connection.state === 'open') flux.says('StartOfTurn', 'Hello');
          else if (what === 'wait') await flux.pass(11_000);
          else if (what === 'model') {
            const isEnglish = flux.service.settings.model === 'flux-general-en';
            flux.service.updateSettings({ model: isEnglish ? 'flux-general-multi' : 'flux-general-en' });
          }
          await nextTurnOfTheLoop();
        }
        if (ending === 'cancel') flux.worker.cancel();
        else flux.worker.stopWhenDone();
        while (!flux.worker.hasFinished) await flux.pass(1_000);
        await flux.ended;
        await flux.service.cleanup();
        const changes = flux.told.filter((event) => event !== 'connectionError');
        expect(changes).toEqual(changes.map((_, index) => (index % 2 === 0 ? 'connected' : 'disconnected')));
        expect(changes.length % 2).toBe(0);
        const errors = findFrames(flux.before.upstream, ErrorFrame);
        expect(flux.told.filter((event) => event === 'connectionError')).toHaveLength(errors.length);
        expect(errors.length).toBeGreaterThanOrEqual(Math.min(failures, 1));
      },
    ),
    { numRuns: 60 },
  );
});
