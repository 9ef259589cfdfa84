/**
 * What a new connection does to the words when nothing is lost: each stream is heard without any connection, and at the
 * moments of an earlier run's drops only the detector of speech begins anew.
 *
 *     npx tsx --conditions=@turnstream/source bench/words-kept/forget.ts earlier.jsonl [--seed 1] [--seconds 600]
 *
 * Seed and seconds are those of the earlier run. A line of JSON for each of its calls with random drops at rate 1.25.
 */
import { parseArgs } from 'node:util';
import { decodeSamples } from '@turnstream/audio';
import type { SpeechStream } from '@turnstream/engine';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { SileroPool } from '../../packages/engine/src/lib/sherpa/silero-voice-activity.ts';
import type { ActiveSettings } from '../../packages/server/src/lib/turn-machine/active-settings.ts';
import { openTurnMachine, turnMachine } from '../../packages/server/src/lib/turn-machine/turn-machine.ts';
import { normaliseWords } from '../speech/normalise-words.ts';
import { englishRecordings, recordingsFolder } from '../speech/recordings.ts';
import { compareWords } from '../speech/word-errors.ts';
import { makeStreams, SAMPLE_RATE_HZ, type CallerStream } from './caller-stream.ts';
import { readEarlierCalls } from './earlier-calls.ts';

const STEP_SAMPLES = 1_280;
const STREAMS = 3;
const FACTS = { requestId: 'bench', model: 'flux-general-en', engineName: 'bench', honoursKeyterms: false } as const;

/** As in a call of the bench. */
const SETTINGS: ActiveSettings = {
  eotThreshold: 0.7,
  eagerEotThreshold: 0.5,
  eotTimeoutMs: 5_000,
  keyterms: [],
  languageHints: [],
  numerals: undefined,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, seconds: { type: 'string', default: '600' } },
});
const seed = Number(values.seed);
const recordings = await englishRecordings(recordingsFolder(), undefined);
const streams = await makeStreams(recordings, STREAMS, Number(values.seconds), seed);
const renew = renewableDetectors();
const engine = await createSherpaEngine({ partialCadence: 'frequent' });
const undisturbed = new Map<CallerStream, number>();
for (const { order, drops, errors } of positionals.flatMap((path) => readEarlierCalls(path, seed, streams))) {
  const { stream, placement, rate } = order;
  if (placement !== 'random' || rate !== 1.25) continue;
  const without = undisturbed.get(stream) ?? (await errorsOf(stream, []));
  undisturbed.set(stream, without);
  const forgetting = await errorsOf(
    stream,
    drops.map(({ position }) => position),
  );
  const withDrops = errors.substituted + errors.missing + errors.extra;
  console.log(
    JSON.stringify({ stream: stream.name, words: errors.words, drops: drops.length, without, forgetting, withDrops }),
  );
}
await engine.close();

/** Word errors of a stream that is heard whole; the detector is renewed between turns, after each of the moments. */
async function errorsOf(stream: CallerStream, moments: readonly number[]): Promise<number> {
  const samples = decodeSamples('linear16', stream.bytes);
  const speech = engine.openStream({ model: FACTS.model, keyterms: [], languageHints: [] });
  const ends: string[] = [];
  let { state } = openTurnMachine(FACTS, SETTINGS);
  let renewed = 0;
  for (let start = 0; start + STEP_SAMPLES <= samples.length; start += STEP_SAMPLES) {
    const passed = moments.filter((moment) => moment * SAMPLE_RATE_HZ <= start).length;
    if (passed > renewed && state.turn.kind === 'waiting') {
      renew();
      renewed = passed;
    }
    state = await hear(speech, samples.slice(start, start + STEP_SAMPLES), state, ends);
  }
  speech.close();
  const { substituted, missing, extra } = compareWords(
    normaliseWords(stream.transcript),
    normaliseWords(ends.join(' ')),
  );
  return substituted + missing + extra;
}

type Machine = ReturnType<typeof openTurnMachine>['state'];

async function hear(speech: SpeechStream, samples: Float32Array, before: Machine, ends: string[]): Promise<Machine> {
  const { state, effects } = turnMachine(before, { type: 'step', step: await speech.step(samples) });
  for (const effect of effects) {
    if (effect.type === 'end-turn') speech.endTurn();
    if (effect.type !== 'send' || effect.message.type !== 'TurnInfo') continue;
    if (effect.message.event === 'EndOfTurn') ends.push(effect.message.transcript);
  }
  return state;
}

/** Makes the detector of the newest stream one that can be exchanged for a new one. */
function renewableDetectors(): () => void {
  const take: SileroPool['take'] = Reflect.get(SileroPool.prototype, 'take');
  let exchange: (() => void) | undefined;
  SileroPool.prototype.take = function takeRenewable(this: SileroPool, onWork) {
    let current = take.call(this, onWork);
    exchange = () => {
      current.release();
      current = take.call(this, onWork);
    };
    const { windowSamples, attackWindows, releaseWindows } = current;
    return {
      windowSamples,
      attackWindows,
      releaseWindows,
      hear: (window) => current.hear(window),
      release: () => current.release(),
    };
  };
  return () => exchange?.();
}
