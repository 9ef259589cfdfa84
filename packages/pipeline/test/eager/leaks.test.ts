import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { FakeClock } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { countPendingPromises } from '../support/pending-promises.ts';
import type { RunningEager } from '../support/run-eager.ts';
import { eager, runEager, withdrawn } from '../support/run-eager.ts';
import { turnEnd, turnStart } from '../support/run-turns.ts';
import type { ModelBehaviour } from '../support/scripted-model.ts';
import { ScriptedModel } from '../support/scripted-model.ts';

const TURNS = 1_000;

const BEHAVIOURS: readonly ModelBehaviour[] = [
  {},
  { pieces: 3, delayMs: 100 },
  { pieces: 2, delayMs: 300, listens: false },
  { failsAfter: 1 },
  { pieces: 0 },
  // Hangs until it is aborted.
  { delayMs: 1e9 },
];

function behaviour(index: number): ModelBehaviour {
  return BEHAVIOURS[index % BEHAVIOURS.length] ?? {};
}

/** So many turns: predicted, taken back, changed, expired, interrupted, cut, each as it comes. */
async function talk(turnCount: number): Promise<{ run: RunningEager; modelClock: FakeClock; timers: number }> {
  const random = seededRandom(1);
  const modelClock = new FakeClock();
  const model = new ScriptedModel(modelClock, behaviour);
  const run = await runEager({ model, eager: { maxSpeculationMs: 250 } });
  const pass = async (milliseconds: number): Promise<void> => {
    modelClock.advance(milliseconds);
    await run.pass(milliseconds);
  };
  for (let turnId = 0; turnId < turnCount; turnId += 1) {
    await run.send(turnStart(turnId));
    for (let attempt = 1; random() < 0.7; attempt += 1) {
      await run.send(eager(turnId, 'a', attempt));
      await pass(random() * 300);
      if (random() < 0.6) await run.send(withdrawn(turnId, attempt));
    }
    if (random() < 0.95) await run.send(...turnEnd(turnId, ['a', 'A.', 'a b', ''][Math.floor(random() * 4)]));
    await pass(random() * 300);
  }
  run.worker.stopWhenDone();
  run.worker.cancel('over');
  await run.ended;
  await run.pass(0);
  const timers = run.clock.pending;
  // Those that do not listen to their signal come to an end by themselves.
  for (let times = 0; times < 5; times += 1) {
    modelClock.advance(1_000);
    await setImmediate();
  }
  return { run, modelClock, timers };
}

it(`${TURNS} turns with random interruptions leave no promise, timer or listener`, { timeout: 300_000 }, async () => {
  const idle = await countPendingPromises(() => Promise.resolve());
  let talked: Awaited<ReturnType<typeof talk>> | undefined;
  const pending = await countPendingPromises(async () => {
    talked = await talk(TURNS);
  });
  const { run, modelClock, timers } = talked ?? {};
  const settlements = [...(run?.speculations.values() ?? [])].map((each) => each.settlements);
  expect(settlements.length).toBeGreaterThan(TURNS / 2);
  expect(settlements.filter((each) => each.length !== 1)).toEqual([]);
  for (const how of ['confirmed', 'withdrawn', 'expired', 'changed', 'turn-over', 'disturbed']) {
    expect(settlements.flat()).toContain(how);
  }
  expect(timers).toBe(0);
  expect(modelClock?.pending).toBe(0);
  expect(run?.model.running).toBe(0);
  expect(run?.gate.heldFrames).toBe(0);
  const calls = run?.model.calls ?? [];
  expect(calls.filter((each) => each.settlements.length !== 1)).toEqual([]);
  expect(calls.filter(({ call }) => getEventListeners(call.signal, 'abort').length > 0)).toEqual([]);
  expect(pending).toBeLessThanOrEqual(idle + 1);
});
