import { availableParallelism } from 'node:os';
import type { EngineCapabilities, EngineLoad, SpeechEngine, SpeechStream, SpeechStreamOptions } from '../engine.ts';
import { KNOWN_MODELS, SILERO_VOICE_ACTIVITY } from '../models/known-models.ts';
import { modelsInUse } from '../models/model-choice.ts';
import type { ModelDescription } from '../models/model-description.ts';
import { findModels } from '../models/model-store.ts';
import { modelsFolder } from '../models/models-folder.ts';
import { DecodeScheduler } from '../recognition/decode-scheduler.ts';
import type { LoadRules } from '../recognition/load-meter.ts';
import type { Recogniser } from '../recognition/recogniser.ts';
import { RecognisedStream } from '../stream/recognised-stream.ts';
import type { TurnModel } from '../turn/acoustic/turn-model.ts';
import { ACOUSTIC_EVIDENCE } from '../turn/evidence/acoustic-evidence.ts';
import { CALLER_PAUSES_EVIDENCE } from '../turn/evidence/caller-pauses.ts';
import { OPEN_ENDING_EVIDENCE } from '../turn/evidence/text-evidence.ts';
import { detectTurn } from '../turn/turn-detector.ts';
import type { TurnDetector } from '../turn/turn-detector.ts';
import { HintedStream } from './hinted-stream.ts';
import { openRecogniser, openRecognition } from './open-recognition.ts';
import { cadenceAt, rulesOf } from './partial-cadence.ts';
import type { PartialCadence } from './partial-cadence.ts';
import type { SileroPool } from './silero-voice-activity.ts';
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
  /** A model that hears whether a turn is over; its opinion joins that of the words. Default: none. */
  readonly turnModel?: TurnModel;
  /**
   * Whether ends of turns wait longer for a caller who was heard to pause longer than most, and less long for one who
   * pauses briefly. For English. Default false: for short calls it was measured to gain little and to find some ends late
   * (docs/turn-detection.md).
   */
  readonly learnsCallerPauses?: boolean;
};

const MAX_DECODES = 4;
const CADENCES: readonly string[] = ['adaptive', 'frequent', 'sparse'] satisfies PartialCadence[];

/** How to get what `flux-general-multi` needs. */
const MULTILINGUAL_ADVICE =
  'no multilingual recogniser is installed: fetch one with "npx turnstream models pull whisper-base" and start the server again';

/** How to get a recogniser that makes use of keyterms, of which there is one for English. */
const KEYTERM_ADVICE =
  'to use them fetch another with "npx turnstream models pull zipformer-gigaspeech-en", choose it with ' +
  '"npx turnstream models use zipformer-gigaspeech-en" and start the server again';

/** What a caller who speaks more than half of the time needs of a core, measured by `bench:callers`, and a little more. */
const EXPECTED_CORES = { normal: 0.15, high: 0.07 };

/** The share of all cores up to which a new stream is looked at often, and up to which there is one. */
const HIGH_FROM = 0.45;
const FULL_FROM = 0.75;

/**
 * The default engine: Silero voice activity and the recognisers in use (see `modelsInUse`) through `sherpa-onnx-node`: Moonshine tiny
 * English unless another was chosen, and a multilingual one where one is installed.
 * Everything runs on this machine; nothing is downloaded (see `ensureModels`).
 * @throws TypeError when an option is out of range
 * @throws ModelStoreError when the models are not there
 * @throws SherpaMissingError when `sherpa-onnx-node` is not installed
 */
export async function createSherpaEngine(options: SherpaEngineOptions = {}): Promise<SpeechEngine> {
  const { maxConcurrentDecodes = 2, partialCadence = 'adaptive' } = options;
  if (!Number.isInteger(maxConcurrentDecodes) || maxConcurrentDecodes < 1 || maxConcurrentDecodes > MAX_DECODES) {
    throw new TypeError(`maxConcurrentDecodes: ${maxConcurrentDecodes} is not an integer from 1 to ${MAX_DECODES}`);
  }
  if (!CADENCES.includes(partialCadence)) {
    throw new TypeError(`partialCadence: ${partialCadence} is not one of ${CADENCES.join(', ')}`);
  }
  const folder = options.modelsFolder ?? modelsFolder().path;
  const models = Object.values(await modelsInUse(folder)).flatMap((id) =>
    KNOWN_MODELS.filter((model) => model.id === id),
  );
  await findModels({ folder, models: [...models.map(({ id }) => id), SILERO_VOICE_ACTIVITY.id] });
  return new SherpaEngine(await openRecognisers(folder, models), {
    maxConcurrentDecodes,
    partialCadence,
    turnModel: options.turnModel,
    detector: options.learnsCallerPauses === true ? detectTurnOfCaller : detectEnglishTurn,
  });
}

/** A recogniser with what it is. */
type LoadedModel = { readonly model: ModelDescription; readonly recogniser: Recogniser };

type Loaded = { readonly models: readonly LoadedModel[]; readonly voices: SileroPool };

async function openRecognisers(folder: string, models: readonly ModelDescription[]): Promise<Loaded> {
  const [first, ...others] = models;
  const { recogniser, voices } = await openRecognition(folder, first);
  const loaded: LoadedModel[] = first === undefined ? [] : [{ model: first, recogniser }];
  for (const model of others) loaded.push({ model, recogniser: await openRecogniser(folder, model) });
  return { models: loaded, voices };
}

function capabilitiesOf(models: readonly LoadedModel[]): EngineCapabilities {
  const served = (wanted: (model: ModelDescription) => boolean): readonly string[] =>
    models.flatMap(({ model }) => (model.serves !== undefined && wanted(model) ? [model.serves] : []));
  const keytermModels = served(({ keyterms }) => keyterms === true);
  const hasMultilingual = served(() => true).includes('flux-general-multi');
  return {
    models: served(() => true),
    keyterms: keytermModels.length > 0,
    keytermModels,
    ...(keytermModels.length === 0 && { keytermAdvice: KEYTERM_ADVICE }),
    languages: [...new Set(models.flatMap(({ model }) => model.languages))],
    ...(!hasMultilingual && { advice: { 'flux-general-multi': MULTILINGUAL_ADVICE } }),
  };
}

function loadRules(): LoadRules {
  const cores = availableParallelism();
  return { expectedCores: EXPECTED_CORES, highFromCores: cores * HIGH_FROM, fullFromCores: cores * FULL_FROM };
}

/** The words are weighed as English. */
const detectEnglishTurn: TurnDetector = (state, observation) =>
  detectTurn(state, observation, [OPEN_ENDING_EVIDENCE, ACOUSTIC_EVIDENCE]);

/** The same for a caller whose pauses are learned. */
const detectTurnOfCaller: TurnDetector = (state, observation) =>
  detectTurn(state, observation, [OPEN_ENDING_EVIDENCE, ACOUSTIC_EVIDENCE, CALLER_PAUSES_EVIDENCE]);

/** The options with every default in place. */
type EngineSettings = {
  readonly maxConcurrentDecodes: number;
  readonly partialCadence: PartialCadence;
  readonly turnModel: TurnModel | undefined;
  readonly detector: TurnDetector;
};

class SherpaEngine implements SpeechEngine {
  readonly name: string;
  readonly capabilities: EngineCapabilities;
  readonly #scheduler: DecodeScheduler;
  readonly #loaded: Loaded;
  readonly #meter = new StreamMeter(loadRules(), () => performance.now());
  readonly #settings: EngineSettings;
  readonly #streams = new Set<SpeechStream>();
  #closed = false;

  constructor(loaded: Loaded, settings: EngineSettings) {
    const { maxConcurrentDecodes } = settings;
    this.#settings = settings;
    this.name = loaded.models.map(({ model }) => model.id).join(' and ');
    this.capabilities = capabilitiesOf(loaded.models);
    this.#scheduler = new DecodeScheduler({
      rules: { maxRunning: maxConcurrentDecodes + 1, maxPartialsRunning: maxConcurrentDecodes },
      now: () => performance.now(),
    });
    this.#loaded = loaded;
  }

  get load(): EngineLoad {
    return this.#meter.load;
  }

  openStream(options: SpeechStreamOptions = {}): SpeechStream {
    if (this.#closed) throw new Error('The speech engine is closed.');
    const { model, recogniser } = this.#modelFor(options.model);
    const { partialCadence, turnModel, detector } = this.#settings;
    const cadence = cadenceAt(this.load, partialCadence);
    const metered = this.#meter.join(cadence === 'frequent' ? 'normal' : 'high');
    const caller = this.#scheduler.join(recogniser, ({ ranMs }) => metered.work(ranMs));
    const findsLanguages = model.recogniser?.kind === 'whisper';
    const stream: SpeechStream = new HintedStream({
      recogniser: caller,
      options,
      languages: findsLanguages ? undefined : model.languages,
      open: (hinted) =>
        new RecognisedStream({
          recogniser: hinted,
          voiceActivity: this.#loaded.voices.take(metered.work),
          rules: rulesOf(cadence),
          ...(!findsLanguages && { languages: model.languages }),
          ...(!findsLanguages && { detector }),
          ...(turnModel !== undefined && { turnModel }),
          onClose: () => {
            this.#streams.delete(stream);
            caller.leave();
            metered.leave();
          },
        }),
    });
    this.#streams.add(stream);
    return stream;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const stream of this.#streams) stream.close();
    await this.#scheduler.idle();
  }

  #modelFor(served: string | undefined): LoadedModel {
    const found = this.#loaded.models.find(({ model }) => served === undefined || model.serves === served);
    if (found === undefined) throw new TypeError(`model: this engine has no recogniser for ${served ?? 'any model'}`);
    return found;
  }
}
