/**
 * What a new connection does to the words when nothing is lost and no client has a part in it: each call with drops is heard once
 * more, in the local server's own process, by a server that is exchanged for a new one where each connection of the call
 * began. Every sample is heard once.
 *
 *     npx tsx --conditions=@turnstream/source bench/words-kept/control.ts earlier.jsonl [--seed 1] [--seconds 600] [--rate unlimited] [--only random]
 *
 * Seed and seconds are those of the earlier run. A line of JSON for each of its calls, with the errors heard whole, heard
 * with exchanges and heard by the call itself, and the words in which the last two differ.
 */
import { parseArgs } from 'node:util';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { normaliseWords } from '../speech/normalise-words.ts';
import { englishRecordings, recordingsFolder } from '../speech/recordings.ts';
import { compareWords } from '../speech/word-errors.ts';
import { makeStreams, SAMPLE_RATE_HZ } from './caller-stream.ts';
import { readEarlierCalls } from './earlier-calls.ts';
import { hearDirectly } from './hear-directly.ts';

const STREAMS = 3;
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
const queue = calls.filter(({ order }) => order.placement === values.only && order.rate === rate).values();
const engine = await createSherpaEngine({ partialCadence: 'frequent' });
await Promise.all(Array.from({ length: CALLERS }, hearQueue));
await engine.close();

async function hearQueue(): Promise<void> {
  for (const { order, drops, beginnings, ends } of queue) {
    const { stream, phaseSamples } = order;
    const whole = calls.find(
      (call) =>
        call.order.placement === 'none' && call.order.stream === stream && call.order.phaseSamples === phaseSamples,
    );
    const byCall = ends.map(({ transcript }) => transcript).join(' ');
    const exchanged = await hearDirectly(engine, stream.bytes, [phaseSamples / SAMPLE_RATE_HZ, ...beginnings]);
    const errorsOf = (text: string): number => edits(stream.transcript, text);
    console.log(
      JSON.stringify({
        stream: stream.name,
        phaseSamples,
        drops: drops.length,
        words: normaliseWords(stream.transcript).length,
        whole: whole === undefined ? undefined : errorsOf(whole.ends.map(({ transcript }) => transcript).join(' ')),
        exchanged: errorsOf(exchanged),
        call: errorsOf(byCall),
        differing: edits(exchanged, byCall),
        texts: [exchanged, byCall],
      }),
    );
  }
}

function edits(expected: string, heard: string): number {
  const { substituted, missing, extra } = compareWords(normaliseWords(expected), normaliseWords(heard));
  return substituted + missing + extra;
}
