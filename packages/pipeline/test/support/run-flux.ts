import type { DeepgramFluxSTTOptions, FrameProcessor, PipelineWorkerOptions } from '@turnstream/pipeline';
import { DeepgramFluxSTTService, InputAudioRawFrame } from '@turnstream/pipeline';
import type { ConnectionScript, ScriptedServer, ScriptedServerOptions } from '@turnstream/testing';
import { createScriptedServer, waitFor } from '@turnstream/testing';
import type { RunningPipeline } from './run-processors.ts';
import { runProcessors } from './run-processors.ts';

/** A Flux service in a running pipeline, against a scripted server. */
export type RunningFlux = RunningPipeline & {
  readonly server: ScriptedServer;
  readonly service: DeepgramFluxSTTService;
  /** Every event of the service, as `name` or `name: value`, in order. */
  readonly events: string[];
  /** Sends loud audio through the pipeline, in frames of 20 ms. */
  speak(seconds: number): void;
  /** Waits until the service has emitted that event so many times. */
  heard(event: string, times?: number): Promise<void>;
};

/** What a test may set beside the service's own options. */
export type RunFluxOptions = Partial<DeepgramFluxSTTOptions> & {
  readonly worker?: PipelineWorkerOptions;
  readonly server?: ScriptedServerOptions;
  /** Processors behind the service. */
  readonly behind?: readonly FrameProcessor[];
};

/** Starts a scripted server and a pipeline with the service in it. Disposing ends both. */
export async function runFlux(
  scripts: ConnectionScript | readonly ConnectionScript[],
  { worker, server: serverOptions, behind = [], ...options }: RunFluxOptions = {},
): Promise<RunningFlux> {
  const server = await createScriptedServer(scripts, serverOptions);
  const service = new DeepgramFluxSTTService({ apiKey: 'a-key', url: server.url, ...options });
  const events = recordEvents(service);
  const run = await runProcessors([service, ...behind], worker);
  return {
    ...run,
    server,
    service,
    events,
    speak(seconds) {
      for (let frames = Math.round(seconds / 0.02); frames > 0; frames -= 1) {
        run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640).fill(32), sampleRate: 16_000 }));
      }
    },
    async heard(event, times = 1) {
      await waitFor(() => events.filter((seen) => seen.split(':')[0] === event).length >= times, {
        description: `${times} times ${event}`,
      });
    },
    async [Symbol.asyncDispose]() {
      await run[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Keeps the events of a service. */
function recordEvents(service: DeepgramFluxSTTService): string[] {
  const events: string[] = [];
  for (const name of ['connected', 'disconnected', 'turnResumed'] as const) {
    service.on(name, () => void events.push(name));
  }
  service.on('startOfTurn', (_service, transcript) => void events.push(`startOfTurn: ${transcript}`));
  service.on('update', (_service, transcript) => void events.push(`update: ${transcript}`));
  service.on('eagerEndOfTurn', (_service, transcript) => void events.push(`eagerEndOfTurn: ${transcript}`));
  service.on('endOfTurn', (_service, transcript) => void events.push(`endOfTurn: ${transcript}`));
  service.on('connectionError', (_service, error) => void events.push(`connectionError: ${error}`));
  return events;
}
