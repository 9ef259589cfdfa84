import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionWorld } from './session-world.ts';

/** Two steps of a server, which cuts audio into 80 ms from the first sample of a connection on. */
const GRID_SAMPLES = 2 * 1_280;

/** A chunk of 80 ms that is still being filled: words are placed in what was sent. */
const UNSENT_SAMPLES = 1_280;

/** The first numbered sample of the newest connection, from 0. */
function firstSample(world: SessionWorld): number {
  return (world.speech.spanOf(world.server)?.[0] ?? 0) - 1;
}

function drop(world: SessionWorld): void {
  const { dials } = world;
  world.server.close({ code: 1011 });
  while (world.dials === dials) world.clock.advance(100);
  world.connect();
  world.clock.advance(1_000);
}

describe('a new connection', () => {
  it('begins a whole number of steps into the call, however often the one before was lost', () => {
    const lostTurn = fc.record({
      speakMs: fc.integer({ min: 30, max: 150 }).map((chunks) => chunks * 20),
      wordBeforeMs: fc.integer({ min: 10, max: 500 }),
    });
    fc.assert(
      fc.property(fc.array(lostTurn, { minLength: 1, maxLength: 4 }), (turns) => {
        const world = new SessionWorld();
        world.connect();
        let spokenMs = 0;
        for (const { speakMs, wordBeforeMs } of turns) {
          world.speak(speakMs);
          const lastEnd = spokenMs * 16;
          spokenMs += speakMs;
          const start = world.heardSeconds - wordBeforeMs / 1_000;
          world.says('StartOfTurn', 'one', { words: [{ word: 'one', confidence: 1, start, end: start + 0.01 }] });
          drop(world);
          const first = firstSample(world);
          expect(first % GRID_SAMPLES).toBe(0);
          const wanted = (spokenMs - wordBeforeMs - 500) * 16;
          expect(first).toBeLessThanOrEqual(Math.max(lastEnd, wanted));
          expect(first).toBeGreaterThan(wanted - GRID_SAMPLES - UNSENT_SAMPLES);
          world.says('EndOfTurn', 'one');
        }
        world.session.cancel();
      }),
    );
  });

  it('leaves out only whole steps of a quiet that it need not send', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 50, max: 250 }), (spokenSteps, quietChunks) => {
        const world = new SessionWorld();
        world.connect();
        world.speak(spokenSteps * 80);
        world.says('StartOfTurn', 'one');
        world.says('EndOfTurn', 'one');
        world.server.close({ code: 1011 });
        for (let chunk = 0; chunk < quietChunks; chunk += 1) {
          world.session.send(new Uint8Array(1_280));
          world.clock.advance(20);
        }
        world.connect();
        world.clock.advance(3_000);
        const skipped = world.session.usage.skippedSeconds;
        expect(Math.abs(skipped / 0.16 - Math.round(skipped / 0.16))).toBeLessThan(1e-6);
        world.session.cancel();
      }),
    );
  });
});
