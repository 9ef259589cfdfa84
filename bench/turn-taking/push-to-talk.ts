/**
 * Whether the last word survives the release of a push-to-talk key, by how long `forceEndTurn` may wait for it.
 *
 *     npm run bench:push-to-talk
 *
 * The key is held from 0.1 s before each labelled turn to 0.1 s after it. Audio goes at the speed of time, three callers at once, to the local server of
 * this process; the waiting is wall time. What counts as the last word is what a wait of up to 3 s gives.
 */
import { setTimeout } from 'node:timers/promises';
import { encodeSamples } from '@turnstream/audio';
import { listen } from '@turnstream/flux';
import { normaliseWords } from '../speech/normalise-words.ts';
import { openBench } from './open-bench.ts';
import { quantile } from './score-turns.ts';

const REFERENCE_MS = 3_000;
const SETTLE_MS = [0, 250, 500, REFERENCE_MS];
const CALLERS = 3;
const CHUNK_MS = 20;
const BYTES_PER_MS = 32;
const MARGIN_SECONDS = 0.1;
/** Longer ones are no presses of a key. */
const LONGEST_SECONDS = 2;

type Press = { readonly words: readonly string[]; readonly tookMs: number };

await using bench = await openBench();
const presses = bench.recordings.flatMap(({ samples, turns }) =>
  turns
    .filter(({ startSeconds, endSeconds }) => endSeconds - startSeconds < LONGEST_SECONDS)
    .map(({ startSeconds, endSeconds }) =>
      samples.subarray((startSeconds - MARGIN_SECONDS) * 16_000, (endSeconds + MARGIN_SECONDS) * 16_000),
    ),
);

const outcomes = new Map<number, readonly Press[]>();
for (const settleMs of SETTLE_MS) {
  console.error(`up to ${settleMs} ms`);
  outcomes.set(settleMs, await pressAll(settleMs));
}
const whole = outcomes.get(REFERENCE_MS) ?? [];
console.log('| `settleMs` | turns with their last word | turns with all their words | release to end: median | 90 % |');
console.log('| ---: | ---: | ---: | ---: | ---: |');
for (const [settleMs, done] of outcomes) {
  const kept = done.filter(({ words }, index) => words.at(-1) === whole[index]?.words.at(-1)).length;
  const same = done.filter(({ words }, index) => words.join(' ') === whole[index]?.words.join(' ')).length;
  const times = done.map(({ tookMs }) => tookMs).toSorted((one, other) => one - other);
  const ms = (share: number): string => `${quantile(times, share).toFixed(0)} ms`;
  console.log(`| ${settleMs} | ${kept} of ${done.length} | ${same} of ${done.length} | ${ms(0.5)} | ${ms(0.9)} |`);
}

async function pressAll(settleMs: number): Promise<readonly Press[]> {
  const done: Press[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let index = next++; index < presses.length; index = next++) {
      done[index] = await press(presses[index] ?? new Float32Array(), settleMs);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return done;
}

async function press(samples: Float32Array, settleMs: number): Promise<Press> {
  const session = listen({ apiKey: 'local', url: bench.url, turnDetection: 'manual' });
  await session.opened;
  const bytes = encodeSamples('linear16', samples);
  const startedAt = performance.now();
  for (let at = 0; at < bytes.length; at += CHUNK_MS * BYTES_PER_MS) {
    session.send(bytes.subarray(at, at + CHUNK_MS * BYTES_PER_MS));
    await setTimeout(Math.max(0, startedAt + at / BYTES_PER_MS - performance.now()));
  }
  const releasedAt = performance.now();
  const end = await session.forceEndTurn({ settleMs });
  const tookMs = performance.now() - releasedAt;
  session.cancel();
  return { words: normaliseWords(end?.transcript ?? ''), tookMs };
}
