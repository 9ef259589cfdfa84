export { ENGINE_SAMPLE_RATE_HZ, ENGINE_STEP_SAMPLES } from './lib/engine.ts';
export type {
  EngineCapabilities,
  EngineStep,
  EngineWord,
  SpeechEngine,
  SpeechStream,
  SpeechStreamOptions,
} from './lib/engine.ts';
