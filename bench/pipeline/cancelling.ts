import {
  DeepgramFluxSTTService,
  CancelFrame,
  FrameProcessor,
  InputAudioRawFrame,
  Pipeline,
  PipelineWorker,
  type Frame,
  type FrameDirection,
} from '@turnstream/pipeline';
import {
  connected,
  createScriptedServer,
  ignoreUpgrade,
  silence,
  stopReading,
  type ConnectionScript,
} from '@turnstream/testing';
import { median } from '../client/lib/quantile.ts';

/** How long CancelFrames took to the sink. */
export type Cancelling = {
  readonly what: string;
  readonly times: number;
  readonly medianMs: number;
  readonly mostMs: number;
};

const TIMES = 20;
const SECONDS_QUEUED = 20;

/** Notes when the CancelFrame arrives. */
class Sink extends FrameProcessor {
  cancelledAtMs = 0;

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof CancelFrame) this.cancelledAtMs = performance.now();
    this.pushFrame(frame, direction);
  }
}

/** Cancels calls whose server does not answer the dial, or does not read what it is sent. */
export async function measureCancelling(): Promise<readonly Cancelling[]> {
  return [
    await cancelling('while a dial hangs', [ignoreUpgrade()], false),
    await cancelling('while the peer does not read', [connected(), stopReading(), silence()], true),
  ];
}

async function cancelling(what: string, script: ConnectionScript, answers: boolean): Promise<Cancelling> {
  const waits: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    await using server = await createScriptedServer(script);
    const service = new DeepgramFluxSTTService({ apiKey: 'bench', url: server.url });
    const isConnected = new Promise<void>((resolve) => service.on('connected', () => resolve()));
    const sink = new Sink();
    const worker = new PipelineWorker(new Pipeline([service, sink]));
    const ended = worker.run();
    if (answers) await isConnected;
    else await server.connection(0);
    for (let frame = 0; frame < SECONDS_QUEUED * 50; frame += 1) {
      worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640).fill(32), sampleRate: 16_000 }));
    }
    await new Promise((resolve) => setImmediate(resolve));
    const cancelledAtMs = performance.now();
    worker.cancel();
    await ended;
    waits.push(sink.cancelledAtMs - cancelledAtMs);
  }
  return { what, times: TIMES, medianMs: median(waits), mostMs: Math.max(...waits) };
}
