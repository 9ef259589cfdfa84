import type { TurnEvent } from '@turnstream/flux';
import { DeepgramFluxSTTService, EndFrame, InputAudioRawFrame, Pipeline, PipelineWorker } from '@turnstream/pipeline';

import type { FluxSettings } from '../arguments/setting-options.ts';
import { CliError } from '../failure/cli-error.ts';
import { EXIT_CODE } from '../failure/exit-code.ts';
import type { AudioInput } from '../input/audio-input.ts';
import type { CliIo } from '../io/cli-io.ts';
import { isTimeUp } from '../io/is-time-up.ts';
import { whenAborted } from '../io/when-aborted.ts';
import { feed } from '../transcription/feed.ts';
import type { SpokenTurn } from './spoken-turn.ts';
import { TranscriptCollector } from './transcript-collector.ts';
import type { TurnBoard, TurnHappening } from './turn-board.ts';

/** Where to play a recording to, and where its turns are shown. */
export type PlayPlan = {
  readonly server: { readonly url: string; readonly apiKey: string };
  readonly settings: FluxSettings;
  readonly board: TurnBoard;
  readonly connectTimeoutMs: number;
};

const maxFailedDials = 3;

const HAPPENINGS: Readonly<Record<TurnEvent['type'], TurnHappening>> = {
  'turn-start': 'StartOfTurn',
  'turn-update': 'Update',
  'turn-eager': 'EagerEndOfTurn',
  'turn-resumed': 'TurnResumed',
  'turn-end': 'EndOfTurn',
};

/**
 * Plays a linear16 recording in real time into a pipeline of the Flux service and a collector, and shows each turn event of
 * the service when it comes.
 * @returns the turns, as the frames behind the service carried them
 * @throws the FluxError that made the service unusable, or a CliError
 */
export async function playRecording(input: AudioInput, plan: PlayPlan, io: CliIo): Promise<readonly SpokenTurn[]> {
  const { mipOptOut, ...settings } = plan.settings;
  const service = new DeepgramFluxSTTService({
    apiKey: plan.server.apiKey,
    url: plan.server.url,
    settings,
    session: { connection: { connectTimeoutMs: plan.connectTimeoutMs, maxFailedDials } },
    ...(mipOptOut === undefined ? {} : { mipOptOut }),
  });
  const collector = new TranscriptCollector();
  const worker = new PipelineWorker(new Pipeline([service, collector]), {
    params: { audioInSampleRate: input.sampleRateHz },
    processorUnusablePolicy: 'cancel',
  });

  const connected = new AbortController();
  const ended = new AbortController();
  service.on('connected', () => connected.abort());
  service.on('turn', (_service, event) => showTurn(plan.board, event));
  let failure: unknown;
  worker.on('pipelineError', (_worker, frame) => {
    failure ??= frame.exception ?? new CliError(EXIT_CODE.connection, frame.error);
  });

  const running = worker.run().finally(() => ended.abort());
  const stop = (): void => ended.abort();
  io.interrupted.addEventListener('abort', stop, { once: true });
  if (io.interrupted.aborted) stop();
  const stopped = ended.signal;
  try {
    await connectedInTime(connected.signal, stopped, plan.connectTimeoutMs);
    await Promise.race([
      feed(input, (audio) => play(worker, audio, input.sampleRateHz), 'realtime', io.clock, stopped),
      whenAborted(stopped),
    ]);
    worker.queueFrame(new EndFrame());
  } catch (error) {
    worker.cancel();
    await running;
    throw error;
  } finally {
    io.interrupted.removeEventListener('abort', stop);
    plan.board.clear();
  }
  const outcome = await running;
  plan.board.clear();
  if (outcome.kind !== 'ended') throw failure ?? new CliError(EXIT_CODE.internal, `The pipeline was ${outcome.kind}`);
  return collector.turns;
}

function showTurn(board: TurnBoard, event: TurnEvent): void {
  const text = event.type === 'turn-resumed' ? '(the predicted end is withdrawn)' : event.transcript;
  board.show(HAPPENINGS[event.type], event.endSeconds, text);
}

function play(worker: PipelineWorker, audio: Uint8Array, sampleRate: number): void {
  worker.queueFrame(new InputAudioRawFrame({ audio, sampleRate, numChannels: 1 }));
}

async function connectedInTime(connected: AbortSignal, stopped: AbortSignal, timeoutMs: number): Promise<void> {
  if (!(await isTimeUp(whenAborted(connected), timeoutMs, stopped))) return;
  throw new CliError(
    EXIT_CODE.connection,
    `The server was not ready within ${String(timeoutMs)} ms; check that the address is a Flux server's`,
  );
}
