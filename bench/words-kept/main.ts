/**
 * Words kept: real recordings through a real local server while a proxy resets the connection.
 *
 *     npm run bench:words-kept -- [--seed 1] [--callers 7] [--seconds 600] [--passes 3] [--only 'mid-word,random'] [--with earlier.jsonl]
 *
 * The English recordings are joined to three streams, with 1 to 2 s of room tone between them, and each stream is spoken in
 * real time: without drops, with drops 20 to 40 s apart at rate 1.25, and again at an unlimited rate, all three `--passes` times,
 * from a few milliseconds later each, since the recogniser hears other words where its steps fall elsewhere; and with drops in
 * each of five places. `--callers` calls run at once; where they are more than the machine can bear, their time stands still
 * meanwhile. A line of JSON for each call and each row on stdout, the table on stderr; `--with` adds the calls of
 * earlier output and leaves them out of this run, so that it can be made in pieces. The exit code is 1 when a promise is
 * broken.
 */
import { parseArgs } from 'node:util';
import { englishRecordings, recordingsFolder } from '../speech/recordings.ts';
import { makeCall, type CallOrder, type CallResult } from './call.ts';
import { makeStreams, type CallerStream } from './caller-stream.ts';
import { readEarlierCalls } from './earlier-calls.ts';
import { PLACED, type Placement } from './placement.ts';
import { makeRows, rowTable, type Row } from './report.ts';
import { seededRandom } from '../../packages/flux/test/session/long-call/seeded-random.ts';
import { startServerProcess } from './server-process.ts';

const STREAMS = 3;

/** A server's step of 80 ms in samples, and how much of one a pass begins later than the one before, so that all lie apart. */
const STEP_SAMPLES = 1_280;
const PHASE_SHARE = 0.618;

/**
 * What a row may show at most. A chunk of 80 ms counts in the second in which it arrived whole, and both a timer and the
 * arrival may be some ms late.
 */
const LIMITS = { risePoints: 0.5, uncountedSeconds: 0.001, overRateSeconds: 0.08 + 0.05 };

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    callers: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '600' },
    passes: { type: 'string', default: '3' },
    only: { type: 'string' },
    with: { type: 'string', multiple: true, default: [] },
  },
});
const seed = Number(values.seed);
const recordings = await englishRecordings(recordingsFolder(), undefined);
const streams = await makeStreams(recordings, STREAMS, Number(values.seconds), seed);
const server = await startServerProcess();
try {
  const earlier = values.with.flatMap((path) => readEarlierCalls(path, seed, streams));
  const made = await makeCalls(notYetMade(orders(server.url), earlier), Number(values.callers));
  const rows = makeRows([...earlier, ...made]);
  for (const row of rows) console.log(JSON.stringify({ type: 'row', seed, ...row }));
  console.error(rowTable(rows));
  for (const broken of rows.flatMap(brokenPromises)) {
    console.error(broken);
    process.exitCode = 1;
  }
} finally {
  server.end();
}

function orders(serverUrl: string): readonly CallOrder[] {
  const wanted = values.only?.split(',');
  const plans: Omit<CallOrder, 'serverUrl' | 'random'>[] = [];
  const add = (placement: Placement, rate: number, own: readonly CallerStream[], phaseSamples = 0): void => {
    for (const stream of own) plans.push({ stream, placement, rate, phaseSamples });
  };
  for (const [index, placement] of PLACED.entries()) {
    add(placement, 1.25, streams.slice(index % STREAMS, (index % STREAMS) + 1));
  }
  // The last ones: how many there are changes nothing for the others.
  for (let pass = 0; pass < Number(values.passes); pass += 1) {
    const phaseSamples = Math.round(pass * PHASE_SHARE * STEP_SAMPLES) % STEP_SAMPLES;
    add('none', 1.25, streams, phaseSamples);
    add('random', 1.25, streams, phaseSamples);
    add('random', Infinity, streams, phaseSamples);
  }
  // Numbered before they are chosen: a call is the same in a whole run and in a piece of one.
  return plans
    .map((plan, index) => ({ ...plan, serverUrl, random: seededRandom(seed * 1_000 + index) }))
    .filter(({ placement }) => wanted?.includes(placement) !== false);
}

/** Those that an earlier run did not make, where it was given the same options. */
function notYetMade(wanted: readonly CallOrder[], earlier: readonly CallResult[]): readonly CallOrder[] {
  const made = earlier.map(({ order }) => order);
  return wanted.filter(({ stream, placement, rate, phaseSamples }) => {
    const index = made.findIndex(
      (order) =>
        order.stream === stream &&
        order.placement === placement &&
        order.rate === rate &&
        order.phaseSamples === phaseSamples,
    );
    if (index !== -1) made.splice(index, 1);
    return index === -1;
  });
}

async function makeCalls(waiting: readonly CallOrder[], callers: number): Promise<readonly CallResult[]> {
  const results: CallResult[] = [];
  const queue = waiting.values();
  const caller = async (): Promise<void> => {
    for (const order of queue) {
      const result = await makeCall(order);
      results.push(result);
      tell(result);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return results;
}

function tell({ order, ...result }: CallResult): void {
  const { stream, placement, rate, phaseSamples } = order;
  const call = { type: 'call', seed, stream: stream.name, seconds: stream.seconds, placement, rate, phaseSamples };
  console.log(JSON.stringify({ ...call, ...result }));
  console.error(
    `${stream.name}, ${stream.seconds.toFixed(0)} s, ${placement} at ${rate}: ${result.drops.length} drops`,
  );
}

function brokenPromises(row: Row): readonly string[] {
  const name = `${row.placement} at ${row.rate}`;
  const broken = row.broken.map((text) => `${name}: ${text}`);
  if (row.placement === 'random' && row.risePoints > LIMITS.risePoints) {
    broken.push(`${name}: the word error rate rose by ${row.risePoints.toFixed(2)} points`);
  }
  if (row.uncountedSeconds > LIMITS.uncountedSeconds) broken.push(`${name}: ${row.uncountedSeconds} s lost uncounted`);
  if (row.peakSecondsPerSecond > row.rate + LIMITS.overRateSeconds) {
    broken.push(`${name}: ${row.peakSecondsPerSecond.toFixed(3)} s of audio in one second`);
  }
  return broken;
}
