import type { EngineCapabilities, SpeechEngine, SpeechStream } from '../engine.ts';
import { MOONSHINE_TINY_ENGLISH } from '../models/known-models.ts';
import { findModels } from '../models/model-store.ts';
import { DecodeQueue } from '../recognition/decode-queue.ts';
import { RecognisedStream } from '../stream/recognised-stream.ts';
import type { TurnModel } from '../turn/acoustic/turn-model.ts';
import { ACOUSTIC_EVIDENCE } from '../turn/evidence/acoustic-evidence.ts';
import { TEXT_EVIDENCE } from '../turn/evidence/text-evidence.ts';
import { detectTurn } from '../turn/turn-detector.ts';
import { openRecognition } from './open-recognition.ts';
import type { SileroPool } from './silero-voice-activity.ts';

/** Settings of {@link createSherpaEngine}. */
export type SherpaEngineOptions = {
  /** Folder of the models. Default: that of the model store. */
  readonly modelsFolder?: string;
  /** Decodes that run at the same time over all streams, each on a thread of its own. 1 to 4, default 2. */
  readonly maxConcurrentDecodes?: number;
  /** A model that hears whether a turn is over; its opinion joins that of the words. Default: none. */
  readonly turnModel?: TurnModel;
};

const MAX_DECODES = 4;

/**
 * The default engine: Silero voice activity and the Moonshine tiny English recogniser through `sherpa-onnx-node`.
 * Everything runs on this machine; nothing is downloaded (see `ensureModels`).
 * @throws TypeError when an option is out of range
 * @throws ModelStoreError when the models are not there
 * @throws SherpaMissingError when `sherpa-onnx-node` is not installed
 */
export async function createSherpaEngine(options: SherpaEngineOptions = {}): Promise<SpeechEngine> {
  const { maxConcurrentDecodes = 2, modelsFolder, turnModel } = options;
  if (!Number.isInteger(maxConcurrentDecodes) || maxConcurrentDecodes < 1 || maxConcurrentDecodes > MAX_DECODES) {
    throw new TypeError(`maxConcurrentDecodes: ${maxConcurrentDecodes} is not an integer from 1 to ${MAX_DECODES}`);
  }
  const { folder } = await findModels(modelsFolder === undefined ? {} : { folder: modelsFolder });
  const { recogniser, voices } = await openRecognition(folder);
  return new SherpaEngine(new DecodeQueue(recogniser, maxConcurrentDecodes), voices, turnModel);
}

class SherpaEngine implements SpeechEngine {
  readonly name: string = MOONSHINE_TINY_ENGLISH.id;
  readonly capabilities: EngineCapabilities = {
    models: ['flux-general-en'],
    keyterms: false,
    languages: MOONSHINE_TINY_ENGLISH.languages,
  };
  readonly #queue: DecodeQueue;
  readonly #voices: SileroPool;
  readonly #turnModel: TurnModel | undefined;
  readonly #streams = new Set<SpeechStream>();
  #closed = false;

  constructor(queue: DecodeQueue, voices: SileroPool, turnModel: TurnModel | undefined) {
    this.#queue = queue;
    this.#voices = voices;
    this.#turnModel = turnModel;
  }

  openStream(): SpeechStream {
    if (this.#closed) throw new Error('The speech engine is closed.');
    const stream: SpeechStream = new RecognisedStream({
      recogniser: this.#queue,
      voiceActivity: this.#voices.take(),
      languages: MOONSHINE_TINY_ENGLISH.languages,
      detector: (state, observation) => detectTurn(state, observation, [...TEXT_EVIDENCE, ACOUSTIC_EVIDENCE]),
      ...(this.#turnModel !== undefined && { turnModel: this.#turnModel }),
      onClose: () => this.#streams.delete(stream),
    });
    this.#streams.add(stream);
    return stream;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const stream of this.#streams) stream.close();
    await this.#queue.idle();
  }
}
