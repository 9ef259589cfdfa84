/// <reference lib="esnext.disposable" />
import type { TurnInfoMessage } from '@turnstream/flux/protocol';
import type { DeepgramFluxSTTOptions, FrameProcessor, PipelineWorkerOptions } from '@turnstream/pipeline';
import { DeepgramFluxSTTService, InputAudioRawFrame } from '@turnstream/pipeline';
import type { MemoryConnection, MemoryTransport } from '@turnstream/testing';
import { createMemoryTransport, FakeClock } from '@turnstream/testing';
import { nextTurnOfTheLoop } from './next-turn-of-the-loop.ts';
import type { RunningPipeline } from './run-processors.ts';
import { runProcessors } from './run-processors.ts';

/** A Flux service in a running pipeline, without a network and with a clock that the test moves. */
export type MemoryFlux = RunningPipeline & {
  readonly clock: FakeClock;
  readonly network: MemoryTransport;
  readonly service: DeepgramFluxSTTService;
  /** `connected`, `disconnected` and `connectionError`, in order. */
  readonly told: string[];
  /** Moves the clock, 20 ms at a time, and lets everything run in between. */
  pass(milliseconds: number): Promise<void>;
  /** Speaks for so long, in frames of 20 ms, in time with the clock. */
  speak(milliseconds: number): Promise<void>;
  /** Opens the connection that is being dialled. */
  connect(): Promise<MemoryConnection>;
  /** A message about a turn, on the latest connection. */
  says(event: TurnInfoMessage['event'], transcript: string, turnIndex?: number): void;
};

/** Starts it, with processors behind the service where given. Disposing ends it. */
export async function runMemoryFlux(
  options: Partial<DeepgramFluxSTTOptions> = {},
  worker: PipelineWorkerOptions = {},
  behind: readonly FrameProcessor[] = [],
): Promise<MemoryFlux> {
  const clock = new FakeClock();
  const network = createMemoryTransport();
  const service = new DeepgramFluxSTTService({ apiKey: 'any', transport: network, ...options });
  const told: string[] = [];
  for (const name of ['connected', 'disconnected'] as const) service.on(name, () => void told.push(name));
  service.on('connectionError', () => void told.push('connectionError'));
  const run = await runProcessors([service, ...behind], { clock, ...worker });
  let sequence = 0;
  const step = async (milliseconds: number): Promise<void> => {
    await nextTurnOfTheLoop();
    clock.advance(milliseconds);
    await nextTurnOfTheLoop();
  };
  return {
    ...run,
    clock,
    network,
    service,
    told,
    async pass(milliseconds) {
      for (let passed = 0; passed < milliseconds; passed += 20) await step(Math.min(20, milliseconds - passed));
    },
    async speak(milliseconds) {
      for (let passed = 0; passed < milliseconds; passed += 20) {
        run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640).fill(40), sampleRate: 16_000 }));
        await step(20);
      }
    },
    async connect() {
      const connection = network.latest;
      connection.open();
      connection.receive({ type: 'Connected', request_id: `request ${connection.index}`, sequence_id: 0 });
      await nextTurnOfTheLoop();
      return connection;
    },
    says(event, transcript, turnIndex = 0) {
      const connection = network.latest;
      sequence += 1;
      connection.receive({
        type: 'TurnInfo',
        request_id: `request ${connection.index}`,
        event,
        turn_index: turnIndex,
        audio_window_start: 0,
        audio_window_end: connection.audioBytes / 32_000,
        transcript,
        words: [],
        end_of_turn_confidence: 0.5,
        sequence_id: sequence,
      });
    },
    async [Symbol.asyncDispose]() {
      run.worker.cancel('test over');
      await run.ended;
    },
  };
}
