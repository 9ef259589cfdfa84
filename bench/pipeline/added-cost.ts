import { listen } from '@turnstream/flux';
import {
  DeepgramFluxSTTService,
  InputAudioRawFrame,
  LLMContext,
  LLMUserAggregator,
  Pipeline,
  PipelineWorker,
} from '@turnstream/pipeline';
import { createMemoryTransport } from '@turnstream/testing';

/** What 20 ms of audio cost where there is no network and no wait. */
export type AddedCost = { readonly sessionMicroseconds: number; readonly pipelineMicroseconds: number };

const WARM_UP_FRAMES = 20_000;
const FRAMES = 200_000;
const FRAMES_PER_TURN_OF_THE_LOOP = 4;

const audio = new Uint8Array(640).fill(32);

/** A session by itself, and one in a pipeline of service and aggregator, one after the other in this process. */
export async function measureAddedCost(): Promise<AddedCost> {
  return { sessionMicroseconds: await bareSession(), pipelineMicroseconds: await pipeline() };
}

async function bareSession(): Promise<number> {
  const transport = createMemoryTransport({ keepAudio: false });
  const session = listen({ apiKey: 'bench', transport });
  await accept(transport);
  const cost = await measure(() => void session.send(audio));
  session.cancel();
  return cost;
}

async function pipeline(): Promise<number> {
  const transport = createMemoryTransport({ keepAudio: false });
  const service = new DeepgramFluxSTTService({ apiKey: 'bench', transport });
  const worker = new PipelineWorker(new Pipeline([service, new LLMUserAggregator(new LLMContext())]));
  const started = new Promise<void>((resolve) => worker.on('pipelineStarted', () => resolve()));
  const ended = worker.run();
  await started;
  await accept(transport);
  const cost = await measure(() => worker.queueFrame(new InputAudioRawFrame({ audio, sampleRate: 16_000 })));
  worker.cancel();
  await ended;
  return cost;
}

async function accept(transport: ReturnType<typeof createMemoryTransport>): Promise<void> {
  await nextTurnOfTheLoop();
  transport.latest.open({});
  transport.latest.receive({ type: 'Connected', request_id: 'request', sequence_id: 0 });
}

/** CPU of one frame, in microseconds. */
async function measure(send: () => void): Promise<number> {
  await sendAll(WARM_UP_FRAMES, send);
  const begun = process.cpuUsage();
  await sendAll(FRAMES, send);
  const used = process.cpuUsage(begun);
  return (used.user + used.system) / FRAMES;
}

async function sendAll(frames: number, send: () => void): Promise<void> {
  for (let frame = 0; frame < frames; frame += 1) {
    send();
    if (frame % FRAMES_PER_TURN_OF_THE_LOOP === 0) await nextTurnOfTheLoop();
  }
}

async function nextTurnOfTheLoop(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
