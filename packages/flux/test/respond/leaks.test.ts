import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { FakeClock } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { seededRandom } from '../session/long-call/seeded-random.ts';
import { Responses, type Chunk, type Model } from './generated-responses.ts';
import { countPendingPromises } from './pending-promises.ts';
import { SpokenTurns } from './spoken-turns.ts';
import { turn } from './turn-events.ts';

const TURNS = 10_000;

const MODELS: readonly Model[] = [
  { chunkCount: 3, delayMs: 0, failsAfter: undefined, listens: true },
  { chunkCount: 3, delayMs: 100, failsAfter: undefined, listens: true },
  { chunkCount: 2, delayMs: 300, failsAfter: undefined, listens: false },
  { chunkCount: 2, delayMs: 0, failsAfter: 1, listens: true },
  { chunkCount: 0, delayMs: 0, failsAfter: undefined, listens: true },
  // Hangs until it is aborted.
  { chunkCount: 3, delayMs: 1e9, failsAfter: undefined, listens: true },
];

/** So many turns: predicted, taken back, changed, expired, interrupted, left, each as it comes. */
async function talk(
  turnCount: number,
): Promise<{ timers: number; modelTimers: number; responses: Responses; wasted: number }> {
  const turns = new SpokenTurns();
  const random = seededRandom(1);
  // A clock of their own, so that a timer of the responder shows.
  const modelClock = new FakeClock();
  const responses = new Responses(MODELS, modelClock);
  const responder = turns.respond(responses.respond, { maxSpeculationMs: 250 });
  const pass = async (durationMs: number): Promise<void> => {
    await turns.clock.advanceAsync(durationMs);
    await modelClock.advanceAsync(durationMs);
  };
  const reading = (async (): Promise<void> => {
    for await (const answer of responder) {
      try {
        for await (const chunk of answer) if (isLast(chunk, random())) break;
      } catch {
        // The model failed.
      }
    }
  })();
  for (let turnId = 0; turnId < turnCount; turnId += 1) {
    await turns.say(turn.start(turnId, 'a'));
    for (let attempt = 1; random() < 0.7; attempt += 1) {
      await turns.say(turn.eager(turnId, 'a', attempt));
      await pass(random() * 300);
      const cause = random() < 0.8 ? 'speech' : 'connection';
      if (random() < 0.6) await turns.say(turn.resumed(turnId, 'a', cause, attempt));
    }
    if (random() < 0.95) await turns.say(turn.end(turnId, random() < 0.8 ? 'a' : 'a b'));
    await pass(random() * 300);
  }
  await turns.say(turn.start(turnCount, 'a'), turn.eager(turnCount, 'a'));
  responder.close();
  const timers = turns.clock.pending;
  await reading;
  // Those that do not listen to their signal come to an end by themselves.
  await modelClock.advanceAsync(2_000);
  return { timers, modelTimers: modelClock.pending, responses, wasted: responder.counters.wastedCalls };
}

function isLast({ index }: Chunk, chance: number): boolean {
  return chance < 0.2 || index === 2;
}

it(`${TURNS} turns with random aborts leave no promise, timer or listener`, { timeout: 300_000 }, async () => {
  // The runtime has a few of its own.
  const idle = await countPendingPromises(() => Promise.resolve());
  let talked: Awaited<ReturnType<typeof talk>> | undefined;
  const pending = await countPendingPromises(async () => {
    talked = await talk(TURNS);
  });
  await setImmediate();
  expect(talked?.wasted).toBeGreaterThan(TURNS / 10);
  expect(talked?.responses.running).toBe(0);
  expect(talked?.timers).toBe(0);
  expect(talked?.modelTimers).toBe(0);
  const listening = talked?.responses.calls.filter(
    ({ request }) => getEventListeners(request.signal, 'abort').length > 0,
  );
  expect(listening).toEqual([]);
  const unsettled = talked?.responses.calls.filter(({ settlements }) => settlements.length !== 1);
  expect(unsettled).toEqual([]);
  expect(pending).toBeLessThanOrEqual(idle);
});
