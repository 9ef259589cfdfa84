import { join } from 'node:path';
import type { EngineCapabilities, SpeechEngine, SpeechStream } from '../engine.ts';
import { MOONSHINE_TINY_ENGLISH, SILERO_VOICE_ACTIVITY } from '../models/known-models.ts';
import { findModels } from '../models/model-store.ts';
import { DecodeQueue } from '../recognition/decode-queue.ts';
import { RecognisedStream } from '../stream/recognised-stream.ts';
import { MoonshineRecogniser } from './moonshine-recogniser.ts';
import { loadSherpa } from './sherpa-module.ts';
import { SileroPool } from './silero-voice-activity.ts';

/** Settings of {@link createSherpaEngine}. */
export type SherpaEngineOptions = {
  /** Folder of the models. Default: that of the model store. */
  readonly modelsFolder?: string;
  /** Decodes that run at the same time over all streams, each on a thread of its own. 1 to 4, default 2. */
  readonly maxConcurrentDecodes?: number;
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
  const { maxConcurrentDecodes = 2, modelsFolder } = options;
  if (!Number.isInteger(maxConcurrentDecodes) || maxConcurrentDecodes < 1 || maxConcurrentDecodes > MAX_DECODES) {
    throw new TypeError(`maxConcurrentDecodes: ${maxConcurrentDecodes} is not an integer from 1 to ${MAX_DECODES}`);
  }
  const sherpa = loadSherpa();
  const { folder } = await findModels(modelsFolder === undefined ? {} : { folder: modelsFolder });
  const speech = join(folder, MOONSHINE_TINY_ENGLISH.id);
  const native = await sherpa.OfflineRecognizer.createAsync({
    featConfig: { sampleRate: 16_000, featureDim: 80 },
    modelConfig: {
      moonshine: { encoder: join(speech, 'encoder.onnx'), mergedDecoder: join(speech, 'decoder.onnx') },
      tokens: join(speech, 'tokens.txt'),
      // One thread a decode: the result is then the same on every machine, and streams do not fight for cores.
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
  });
  const voices = new SileroPool(sherpa, join(folder, SILERO_VOICE_ACTIVITY.id, 'silero_vad.onnx'));
  return new SherpaEngine(new DecodeQueue(new MoonshineRecogniser(native), maxConcurrentDecodes), voices);
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
  readonly #streams = new Set<SpeechStream>();
  #closed = false;

  constructor(queue: DecodeQueue, voices: SileroPool) {
    this.#queue = queue;
    this.#voices = voices;
  }

  openStream(): SpeechStream {
    if (this.#closed) throw new Error('The speech engine is closed.');
    const stream: SpeechStream = new RecognisedStream({
      recogniser: this.#queue,
      voiceActivity: this.#voices.take(),
      languages: MOONSHINE_TINY_ENGLISH.languages,
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
