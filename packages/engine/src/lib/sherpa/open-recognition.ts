import { join } from 'node:path';
import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import { MOONSHINE_TINY_ENGLISH, SILERO_VOICE_ACTIVITY } from '../models/known-models.ts';
import type { Recogniser } from '../recognition/recogniser.ts';
import { MoonshineRecogniser } from './moonshine-recogniser.ts';
import { loadSherpa } from './sherpa-module.ts';
import { SileroPool } from './silero-voice-activity.ts';

/** The parts an engine is made of. */
export type Recognition = { readonly recogniser: Recogniser; readonly voices: SileroPool };

/**
 * Loads both models from a folder of the store.
 * @throws SherpaMissingError when `sherpa-onnx-node` is not installed
 */
export async function openRecognition(folder: string): Promise<Recognition> {
  const sherpa = loadSherpa();
  const speech = join(folder, MOONSHINE_TINY_ENGLISH.id);
  const native = await sherpa.OfflineRecognizer.createAsync({
    featConfig: { sampleRate: ENGINE_SAMPLE_RATE_HZ, featureDim: 80 },
    modelConfig: {
      moonshine: { encoder: join(speech, 'encoder.onnx'), mergedDecoder: join(speech, 'decoder.onnx') },
      tokens: join(speech, 'tokens.txt'),
      // One thread a decode: the result is then the same on every machine, and streams do not fight for cores.
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
  });
  const recogniser = new MoonshineRecogniser(native);
  await warmUp(recogniser);
  return { recogniser, voices: new SileroPool(sherpa, join(folder, SILERO_VOICE_ACTIVITY.id, 'silero_vad.onnx')) };
}

/** The first decode takes three times as long as the others; it is better nobody's. */
async function warmUp(recogniser: Recogniser): Promise<void> {
  const samples = new Float32Array(ENGINE_SAMPLE_RATE_HZ);
  await recogniser.decode({ samples, speech: { start: 0, end: samples.length }, purpose: 'partial' });
}
