import {
  AudioSource,
  DeepgramFluxSTTService,
  LLMContext,
  LLMUserAggregator,
  openWav,
  Pipeline,
  PipelineRunner,
  PipelineWorker,
} from '@turnstream/pipeline';

/** Where the speech is recognised, and what happens with it. */
export type TranscribeOptions = {
  readonly apiKey: string;
  /** Address of a Flux server of your own. Default: Deepgram's. */
  readonly url?: string;
  /** Given each turn as it ends. */
  readonly onTurn: (text: string) => void;
  /** Given what goes wrong. */
  readonly onError?: (message: string) => void;
};

/**
 * Plays a WAV file through a pipeline and gives each turn of it, as a language model would be asked about it. Resolves at
 * the end of the recording.
 */
export async function transcribe(path: string | URL, options: TranscribeOptions): Promise<void> {
  const { apiKey, url, onTurn, onError } = options;
  const stt = new DeepgramFluxSTTService({
    apiKey,
    ...(url === undefined ? {} : { url }),
    settings: new DeepgramFluxSTTService.Settings({ eotThreshold: 0.7, eotTimeoutMs: 3_000 }),
  });
  const user = new LLMUserAggregator(new LLMContext());
  // A server of your own can be sent audio as fast as it decodes; Deepgram's takes no more than real time.
  const source = new AudioSource({ ...(await openWav(path)), pace: url === undefined ? 'real-time' : stt });

  user.on('userTurnStopped', (_aggregator, _strategy, message) => {
    if (message.content !== '') onTurn(message.content);
  });
  const worker = new PipelineWorker(new Pipeline([source, stt, user]));
  worker.on('pipelineError', (_worker, frame) => onError?.(frame.error));
  await new PipelineRunner().run(worker);
}
