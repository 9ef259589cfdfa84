/**
 * From the moment a server sends EndOfTurn to the LLMContextFrame that leaves the aggregator, over many turns, wall clock,
 * over a loopback socket in one process.
 *
 *     npm run bench:turn-to-context -- --turns 2000
 */
import { parseArgs } from 'node:util';
import {
  DeepgramFluxSTTService,
  InputAudioRawFrame,
  LLMContext,
  LLMContextFrame,
  LLMUserAggregator,
  Pipeline,
  PipelineWorker,
  TranscriptionFrame,
} from '@turnstream/pipeline';
import {
  awaitAudio,
  connected,
  createDeferred,
  createScriptedServer,
  repeat,
  run,
  turnInfo,
} from '@turnstream/testing';
import { quantile } from '../client/lib/quantile.ts';

const { values } = parseArgs({ options: { turns: { type: 'string', default: '2000' } } });
const turns = Number(values.turns);
const warmUpTurns = 200;

let sentAtMs = 0;
let heardAtMs = 0;
let answered = createDeferred();
answered.resolve();
const all: number[] = [];
const inProcess: number[] = [];

await using server = await createScriptedServer([
  connected(),
  awaitAudio({ seconds: 0.08 }),
  repeat(turns + warmUpTurns, [
    run(() => answered.promise),
    turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
    run(() => {
      answered = createDeferred();
      sentAtMs = performance.now();
    }),
    turnInfo({ event: 'EndOfTurn', transcript: 'Hello world, how are you today?' }),
  ]),
]);
const service = new DeepgramFluxSTTService({ apiKey: 'any', url: server.url });
const aggregator = new LLMUserAggregator(new LLMContext());
service.on('beforePushFrame', (_service, frame) => {
  if (frame instanceof TranscriptionFrame) heardAtMs = performance.now();
});
const done = createDeferred();
aggregator.on('beforePushFrame', (_aggregator, frame) => {
  if (!(frame instanceof LLMContextFrame)) return;
  const nowMs = performance.now();
  all.push(nowMs - sentAtMs);
  inProcess.push(nowMs - heardAtMs);
  answered.resolve();
  if (all.length === turns + warmUpTurns) done.resolve();
});
const worker = new PipelineWorker(new Pipeline([service, aggregator]));
const running = worker.run();
worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(3_200), sampleRate: 16_000 }));
await done.promise;
worker.cancel('measured');
await running;

console.log(`${turns} turns, in milliseconds: median, p95, p99, most`);
report('EndOfTurn sent to LLMContextFrame', all.slice(warmUpTurns));
report('TranscriptionFrame to LLMContextFrame', inProcess.slice(warmUpTurns));

function report(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): string => quantile(sorted, share).toFixed(3);
  console.log(`${what}: ${at(0.5)} ${at(0.95)} ${at(0.99)} ${at(1)}`);
}
