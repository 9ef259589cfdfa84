export { ENGINE_SAMPLE_RATE_HZ, ENGINE_STEP_SAMPLES } from './lib/engine.ts';
export type {
  EngineCapabilities,
  EngineLoad,
  EngineStep,
  EngineWord,
  SpeechEngine,
  SpeechStream,
  SpeechStreamOptions,
} from './lib/engine.ts';
export { describeModels, ensureModels, findModels, listModels } from './lib/models/model-store.ts';
export type {
  EnsureModelsOptions,
  FindModelsOptions,
  InstalledModels,
  ModelProgress,
  ModelState,
} from './lib/models/model-store.ts';
export type {
  ModelDescription,
  ModelDownload,
  ModelFile,
  ModelPackage,
  PackageEntry,
  RecogniserKind,
} from './lib/models/model-description.ts';
export { modelsInUse, useModel } from './lib/models/model-choice.ts';
export type { ModelsInUse, ServedModel } from './lib/models/model-choice.ts';
export { ModelStoreError } from './lib/models/model-store-error.ts';
export type { ModelStoreErrorCode } from './lib/models/model-store-error.ts';
export { modelsFolder } from './lib/models/models-folder.ts';
export type { FolderSurroundings, ModelsFolder } from './lib/models/models-folder.ts';
export { LOG_MEL_SAMPLES, logMel } from './lib/turn/acoustic/log-mel.ts';
export type { TurnModel } from './lib/turn/acoustic/turn-model.ts';
export { NEW_TURN, detectTurn, nextTurn } from './lib/turn/turn-detector.ts';
export { ACOUSTIC_EVIDENCE } from './lib/turn/evidence/acoustic-evidence.ts';
export { CALLER_PAUSES_EVIDENCE } from './lib/turn/evidence/caller-pauses.ts';
export { OPEN_ENDING_EVIDENCE, SENTENCE_END_EVIDENCE } from './lib/turn/evidence/text-evidence.ts';
export type { TurnDetector, TurnDetectorState, TurnEvidence, TurnObservation } from './lib/turn/turn-detector.ts';
