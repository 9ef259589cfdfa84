import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { LongCallWorld } from './long-call/long-call.ts';
import { seededRandom } from './long-call/seeded-random.ts';

const hours = Number(process.env['TURNSTREAM_CALL_HOURS'] ?? 2);
const seed = Number(process.env['TURNSTREAM_CALL_SEED'] ?? 1);

/** What a call may hold more at its end than after its first tenth. */
const MAX_GROWTH_BYTES = 1_000_000;

/** As the words of the call are planned. */
const SHORTEST_WORD_SECONDS = 0.16;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

it(`keeps its promises and its memory in a call of ${hours} h`, { timeout: hours * 60_000 }, async () => {
  const world = new LongCallWorld(seededRandom(seed));
  const { call } = world;
  const seconds = hours * 3_600;
  const heaps: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    await world.second();
    if ((second + 1) % Math.floor(seconds / 10) === 0) heaps.push(heapBytes());
  }
  await world.end();
  const { words, broken, session, ...counts } = call;
  const figures = { hours, seed, ...counts, saidWords: words.said, usage: session.usage, heaps };
  if (process.env['TURNSTREAM_CALL_HOURS'] !== undefined) process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(broken).toEqual([]);
  expect(call.twiceHeardWords).toBe(0);
  // No word is missing unless its audio is counted as lost.
  expect(words.said - call.heardWords).toBeLessThanOrEqual(session.usage.lostSeconds / SHORTEST_WORD_SECONDS);
  expect(Math.max(...heaps.slice(1)) - (heaps[0] ?? 0)).toBeLessThan(MAX_GROWTH_BYTES);
});
