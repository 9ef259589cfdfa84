/**
 * What a new connection does to the words when nothing is lost and no client has a part in it: calls with drops are heard
 * once more, directly, by a server that is exchanged for a new one where each connection of the call began. Every sample is
 * heard once.
 *
 *     npm run bench:words-control -- earlier.jsonl [--seed 1] [--seconds 600] [--rate unlimited] [--only random]
 *
 * Seed and seconds are those of the earlier run, which `earlier.jsonl` is the output of. A line of JSON for each call on stdout; on
 * stderr how far the exchange raised the errors, and how far the call raised them over that.
 */
import { parseArgs } from 'node:util';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { normaliseWords } from '../speech/normalise-words.ts';
import { englishRecordings, recordingsFolder } from '../speech/recordings.ts';
import { compareWords } from '../speech/word-errors.ts';
import { textOf } from './call.ts';
import { makeStreams, SAMPLE_RATE_HZ } from './caller-stream.ts';
import { readEarlierCalls } from './earlier-calls.ts';
import { hearDirectly } from './hear-directly.ts';
import { clipErrors, rise, riseInterval, type HeardTwice } from './rise.ts';

const STREAMS = 3;

/** Calls heard at the same time: decodes have two threads. */
const CALLERS = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '600' },
    rate: { type: 'string', default: 'unlimited' },
    only: { type: 'string', default: 'random' },
  },
});
const seed = Number(values.seed);
const rate = values.rate === 'unlimited' ? Infinity : Number(values.rate);
const recordings = await englishRecordings(recordingsFolder(), undefined);
const streams = await makeStreams(recordings, STREAMS, Number(values.seconds), seed);
const calls = positionals.flatMap((path) => readEarlierCalls(path, seed, streams));
const wanted = values.only.split(',');
const queue = calls.filter(({ order }) => wanted.includes(order.placement) && order.rate === rate).values();
const byExchange: HeardTwice[] = [];
const byCall: HeardTwice[] = [];
const engine = await createSherpaEngine({ partialCadence: 'frequent' });
await Promise.all(Array.from({ length: CALLERS }, hearQueue));
await engine.close();
tell('a server exchanged, over one that is not', byExchange);
tell('the call with drops, over a server exchanged', byCall);

async function hearQueue(): Promise<void> {
  for (const call of queue) {
    const { stream, phaseSamples } = call.order;
    const whole = calls.find(
      ({ order }) => order.placement === 'none' && order.stream === stream && order.phaseSamples === phaseSamples,
    );
    if (whole === undefined) throw new Error(`there is no call of ${stream.name} without drops`);
    const beginnings = [phaseSamples / SAMPLE_RATE_HZ, ...call.beginnings];
    const exchanged = await hearDirectly(engine, stream.bytes, beginnings);
    byExchange.push({ stream, before: textOf(whole), after: exchanged });
    byCall.push({ stream, before: exchanged, after: textOf(call) });
    const [withoutDrops, withExchange, withDrops] = [textOf(whole), exchanged, textOf(call)].map((text) =>
      edits(stream.transcript, text),
    );
    const differing = edits(exchanged, textOf(call));
    const errors = { withoutDrops, withExchange, withDrops };
    console.log(
      JSON.stringify({ stream: stream.name, phaseSamples, drops: call.drops.length, errors, differing, exchanged }),
    );
  }
}

function edits(expected: string, heard: string): number {
  const { substituted, missing, extra } = compareWords(normaliseWords(expected), normaliseWords(heard));
  return substituted + missing + extra;
}

function tell(what: string, heard: readonly HeardTwice[]): void {
  const clips = clipErrors(heard);
  const [low, high] = riseInterval(clips);
  const differing = heard.reduce((sum, { before, after }) => sum + edits(before, after), 0);
  console.error(
    `${what}: ${rise(clips).toFixed(2)} points (95 %: ${low.toFixed(2)} to ${high.toFixed(2)}), ${differing} words differ`,
  );
}
