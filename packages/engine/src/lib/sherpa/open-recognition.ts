import { join } from 'node:path';
import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import { MOONSHINE_TINY_ENGLISH, SILERO_VOICE_ACTIVITY } from '../models/known-models.ts';
import type { ModelDescription } from '../models/model-description.ts';
import type { Recogniser } from '../recognition/recogniser.ts';
import { MoonshineRecogniser } from './moonshine-recogniser.ts';
import { recogniserConfig } from './recogniser-config.ts';
import { loadSherpa } from './sherpa-module.ts';
import type { SherpaModule } from './sherpa-module.ts';
import { SileroPool } from './silero-voice-activity.ts';
import { TransducerRecogniser } from './transducer-recogniser.ts';
import { WhisperRecogniser } from './whisper-recogniser.ts';

/** The parts an engine is made of. */
export type Recognition = { readonly recogniser: Recogniser; readonly voices: SileroPool };

/**
 * Loads a recogniser, by default that of the default engine, and the voice-activity model from a folder of the store.
 * @throws SherpaMissingError when `sherpa-onnx-node` is not installed
 */
export async function openRecognition(
  folder: string,
  model: ModelDescription = MOONSHINE_TINY_ENGLISH,
): Promise<Recognition> {
  const sherpa = loadSherpa();
  const recogniser = await openRecogniser(folder, model, sherpa);
  return { recogniser, voices: new SileroPool(sherpa, join(folder, SILERO_VOICE_ACTIVITY.id, 'silero_vad.onnx')) };
}

/** Loads a recogniser of the store. */
export async function openRecogniser(
  folder: string,
  model: ModelDescription,
  sherpa: SherpaModule = loadSherpa(),
): Promise<Recogniser> {
  const config = recogniserConfig(model, folder);
  const native = await sherpa.OfflineRecognizer.createAsync(config);
  const recogniser = ((): Recogniser => {
    switch (model.recogniser?.kind) {
      case 'nemo-transducer':
        return new TransducerRecogniser(native, { keyterms: false, upperCase: false });
      case 'zipformer-transducer':
        return new TransducerRecogniser(native, { keyterms: true, upperCase: true });
      case 'whisper':
        return new WhisperRecogniser(native, config, model.languages);
      case 'moonshine':
      case undefined:
        return new MoonshineRecogniser(native);
    }
  })();
  await warmUp(recogniser);
  return recogniser;
}

/** The first decode takes three times as long as the others; it is better nobody's. */
async function warmUp(recogniser: Recogniser): Promise<void> {
  const samples = new Float32Array(ENGINE_SAMPLE_RATE_HZ);
  await recogniser.decode({ samples, speech: { start: 0, end: samples.length }, purpose: 'partial' });
}
