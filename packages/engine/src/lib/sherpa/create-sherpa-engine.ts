import { availableParallelism } from 'node:os';
import type { EngineCapabilities, EngineLoad, SpeechEngine, SpeechStream } from '../engine.ts';
import { MOONSHINE_TINY_ENGLISH } from '../models/known-models.ts';
import { findModels } from '../models/model-store.ts';
import { DecodeScheduler } from '../recognition/decode-scheduler.ts';
import type { LoadRules } from '../recognition/load-meter.ts';
import { RecognisedStream } from '../stream/recognised-stream.ts';
import { openRecognition } from './open-recognition.ts';
import type { Recognition } from './open-recognition.ts';
import { cadenceAt, rulesOf } from './partial-cadence.ts';
import type { PartialCadence } from './partial-cadence.ts';
import { StreamMeter } from './stream-meter.ts';

/** Settings of {@link createSherpaEngine}. */
export type SherpaEngineOptions = {
  /** Folder of the models. Default: that of the model store. */
  readonly modelsFolder?: string;
  /**
   * Decodes that run at the same time over all streams, each on a thread of its own; one more may run for the words at a
   * pause. 1 to 4, default 2.
   */
  readonly maxConcurrentDecodes?: number;
  /**
   * How often growing speech is looked at: `frequent` every 0.24 s of audio and later less often, `sparse` a third of
   * that, `adaptive` (the default) whichever the load allows when the stream opens. It never changes within a stream.
   */
  readonly partialCadence?: PartialCadence;
};

const MAX_DECODES = 4;
const CADENCES: readonly string[] = ['adaptive', 'frequent', 'sparse'] satisfies PartialCadence[];

/** Measured: what a caller who speaks half of the time needs of a core. */
const EXPECTED_CORES = { normal: 0.15, high: 0.07 };

/** The share of all cores up to which a new stream is looked at often, and up to which there is one. */
const HIGH_FROM = 0.45;
const FULL_FROM = 0.75;

/**
 * The default engine: Silero voice activity and the Moonshine tiny English recogniser through `sherpa-onnx-node`.
 * Everything runs on this machine; nothing is downloaded (see `ensureModels`).
 * @throws TypeError when an option is out of range
 * @throws ModelStoreError when the models are not there
 * @throws SherpaMissingError when `sherpa-onnx-node` is not installed
 */
export async function createSherpaEngine(options: SherpaEngineOptions = {}): Promise<SpeechEngine> {
  const { maxConcurrentDecodes = 2, modelsFolder, partialCadence = 'adaptive' } = options;
  if (!Number.isInteger(maxConcurrentDecodes) || maxConcurrentDecodes < 1 || maxConcurrentDecodes > MAX_DECODES) {
    throw new TypeError(`maxConcurrentDecodes: ${maxConcurrentDecodes} is not an integer from 1 to ${MAX_DECODES}`);
  }
  if (!CADENCES.includes(partialCadence)) {
    throw new TypeError(`partialCadence: ${partialCadence} is not one of ${CADENCES.join(', ')}`);
  }
  const { folder } = await findModels(modelsFolder === undefined ? {} : { folder: modelsFolder });
  return new SherpaEngine(await openRecognition(folder), maxConcurrentDecodes, partialCadence);
}

function loadRules(): LoadRules {
  const cores = availableParallelism();
  return { expectedCores: EXPECTED_CORES, highFromCores: cores * HIGH_FROM, fullFromCores: cores * FULL_FROM };
}

class SherpaEngine implements SpeechEngine {
  readonly name: string = MOONSHINE_TINY_ENGLISH.id;
  readonly capabilities: EngineCapabilities = {
    models: ['flux-general-en'],
    keyterms: false,
    languages: MOONSHINE_TINY_ENGLISH.languages,
  };
  readonly #scheduler: DecodeScheduler;
  readonly #voices: Recognition['voices'];
  readonly #meter = new StreamMeter(loadRules(), () => performance.now());
  readonly #partialCadence: PartialCadence;
  readonly #streams = new Set<SpeechStream>();
  #closed = false;

  constructor({ recogniser, voices }: Recognition, maxConcurrentDecodes: number, partialCadence: PartialCadence) {
    this.#scheduler = new DecodeScheduler({
      recogniser,
      rules: { maxRunning: maxConcurrentDecodes + 1, maxPartialsRunning: maxConcurrentDecodes },
      now: () => performance.now(),
    });
    this.#voices = voices;
    this.#partialCadence = partialCadence;
  }

  get load(): EngineLoad {
    return this.#meter.load;
  }

  openStream(): SpeechStream {
    if (this.#closed) throw new Error('The speech engine is closed.');
    const cadence = cadenceAt(this.load, this.#partialCadence);
    const metered = this.#meter.join(cadence === 'frequent' ? 'normal' : 'high');
    const caller = this.#scheduler.join(({ ranMs }) => metered.work(ranMs));
    const stream: SpeechStream = new RecognisedStream({
      recogniser: caller,
      voiceActivity: this.#voices.take(metered.work),
      rules: rulesOf(cadence),
      languages: MOONSHINE_TINY_ENGLISH.languages,
      onClose: () => {
        this.#streams.delete(stream);
        caller.leave();
        metered.leave();
      },
    });
    this.#streams.add(stream);
    return stream;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const stream of this.#streams) stream.close();
    await this.#scheduler.idle();
  }
}
