import type { AudioInput, Drain, Frame, FrameDirection, Respond } from '@turnstream/pipeline';
import {
  AudioSource,
  DeepgramFluxSTTService,
  EagerUserTurnStrategies,
  FrameProcessor,
  IgnoreNoiseUserTurnStartStrategy,
  InterruptionFrame,
  LLMContext,
  LLMContextAggregatorPair,
  LLMFullResponseEndFrame,
  LLMProcessor,
  LLMTextFrame,
  Pipeline,
  PipelineRunner,
  PipelineWorker,
  SpeculationGate,
} from '@turnstream/pipeline';

/** What the agent hears with, answers with, and writes to. */
export type VoiceAgentOptions = {
  readonly apiKey: string;
  /** Address of a Flux server of your own. Default: Deepgram's. */
  readonly url?: string;
  readonly input: AudioInput;
  /** How fast the input is read: a recording at the speed of speech, or as fast as a server of your own takes it. */
  readonly pace?: 'real-time' | ((stt: DeepgramFluxSTTService) => Drain);
  /** The language model. */
  readonly respond: Respond;
  readonly system?: string;
  readonly onSaid?: (text: string) => void;
  readonly onText: (text: string) => void;
  /** An answer is over: it was made to its end, or somebody spoke. */
  readonly onAnswer?: (answer: { readonly content: string; readonly interrupted: boolean }) => void;
  readonly onError?: (message: string) => void;
};

/** Stands where speech synthesis and a loudspeaker would: writes the answer as it comes, and stops when it is cut. */
class Writer extends FrameProcessor {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    super();
    this.#write = write;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof LLMTextFrame) this.#write(frame.text);
    else if (frame instanceof LLMFullResponseEndFrame || frame instanceof InterruptionFrame) this.#write('\n');
    this.pushFrame(frame, direction);
  }
}

/**
 * Hears, and answers in text. The model begins before the speaker is done; nothing it makes gets out before the turn has ended with
 * the words that were predicted. Resolves when the input is over and the last answer is out.
 */
export async function runVoiceAgent(options: VoiceAgentOptions): Promise<LLMContext> {
  const { apiKey, url, input, pace = 'real-time', respond, system, onSaid, onText, onAnswer, onError } = options;
  const stt = new DeepgramFluxSTTService({
    apiKey,
    ...(url === undefined ? {} : { url }),
    settings: { eagerEotThreshold: 0.4, eotThreshold: 0.7 },
    enableEagerEndOfTurn: true,
    interimOnUpdate: true,
  });
  const context = new LLMContext(system === undefined ? [] : [{ role: 'system', content: system }]);
  // A cough interrupts nobody; words do.
  const start = [new IgnoreNoiseUserTurnStartStrategy()];
  const { user, assistant } = new LLMContextAggregatorPair(context, {
    user: { userTurnStrategies: new EagerUserTurnStrategies({ start }) },
  });
  user.on('userTurnStopped', (_user, _strategy, { content }) => onSaid?.(content));
  assistant.on('assistantTurnStopped', (_assistant, message) => onAnswer?.(message));

  const source = new AudioSource({ ...input, pace: pace === 'real-time' ? pace : pace(stt) });
  const llm = new LLMProcessor({ respond });
  const worker = new PipelineWorker(
    new Pipeline([source, stt, user, llm, new SpeculationGate(), new Writer(onText), assistant]),
  );
  worker.on('pipelineError', (_worker, frame) => onError?.(frame.error));
  await new PipelineRunner().run(worker);
  return context;
}
