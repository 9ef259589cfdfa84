import { join } from 'node:path';
import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { ModelDescription } from '../models/model-description.ts';
import type { OfflineModelConfig, OfflineRecogniserConfig } from './sherpa-module.ts';

/** Paths of a beam search, and how much it favours words to expect: the library's own defaults. */
const MAX_ACTIVE_PATHS = 4;
const HOTWORDS_SCORE = 1.5;

/** Frames of silence the library puts behind what Whisper hears; -1 is its default. */
const DEFAULT_TAIL = -1;

function filesOf(model: ModelDescription, file: (name: string) => string): Partial<OfflineModelConfig> {
  const transducer = { encoder: file('encoder.onnx'), decoder: file('decoder.onnx'), joiner: file('joiner.onnx') };
  switch (model.recogniser?.kind) {
    case 'nemo-transducer':
      return { transducer, modelType: 'nemo_transducer' };
    case 'zipformer-transducer':
      return { transducer, modelType: 'transducer', modelingUnit: 'bpe', bpeVocab: file('bpe.vocab') };
    case 'whisper':
      return {
        whisper: {
          encoder: file('encoder.onnx'),
          decoder: file('decoder.onnx'),
          language: '',
          task: 'transcribe',
          tailPaddings: DEFAULT_TAIL,
        },
      };
    case 'moonshine':
      return { moonshine: { encoder: file('encoder.onnx'), mergedDecoder: file('decoder.onnx') } };
    case undefined:
      throw new TypeError(`models: "${model.id}" is no recogniser`);
  }
}

/** How the native library loads a recogniser of the store from its folder. */
export function recogniserConfig(model: ModelDescription, folder: string): OfflineRecogniserConfig {
  const file = (name: string): string => join(folder, model.id, name);
  return {
    featConfig: { sampleRate: ENGINE_SAMPLE_RATE_HZ, featureDim: 80 },
    modelConfig: {
      ...filesOf(model, file),
      tokens: file('tokens.txt'),
      // One thread a decode: the result is then the same on every machine, and streams do not fight for cores.
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
    ...(model.recogniser?.kind === 'zipformer-transducer' && {
      decodingMethod: 'modified_beam_search',
      maxActivePaths: MAX_ACTIVE_PATHS,
      hotwordsScore: HOTWORDS_SCORE,
    }),
  };
}
