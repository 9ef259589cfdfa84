import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { Recogniser, RecognitionRequest } from '../recognition/recogniser.ts';
import { isStuck, withoutLoops } from '../text/repeats.ts';
import { padded, withNoiseFloor } from './prepare-audio.ts';
import type { NativeRecogniser } from './sherpa-module.ts';

/** Silence the model wants after the last word. */
const TAIL_SAMPLES = 0.2 * ENGINE_SAMPLE_RATE_HZ;
/** The second try differs a little in everything that does not matter. */
const TRIES = [
  { leadSamples: 0, tailSamples: TAIL_SAMPLES, seed: 1 },
  { leadSamples: 1_600, tailSamples: TAIL_SAMPLES * 2, seed: 2 },
] as const;

/**
 * Moonshine through sherpa-onnx. The model says nothing when it hears digital silence, and now and then repeats itself;
 * so it gets a noise floor, and a second try when it was empty or stuck.
 */
export class MoonshineRecogniser implements Recogniser {
  readonly #native: NativeRecogniser;

  constructor(native: NativeRecogniser) {
    this.#native = native;
  }

  async decode({ samples, purpose }: RecognitionRequest): Promise<string> {
    const seconds = samples.length / ENGINE_SAMPLE_RATE_HZ;
    let best = '';
    // A look may fail: the next one is a quarter of a second away.
    for (const attempt of purpose === 'final' ? TRIES : TRIES.slice(0, 1)) {
      const stream = this.#native.createStream();
      const audio = withNoiseFloor(padded(samples, attempt.leadSamples, attempt.tailSamples), attempt.seed);
      stream.acceptWaveform({ samples: audio, sampleRate: ENGINE_SAMPLE_RATE_HZ });
      const text = (await this.#native.decodeAsync(stream)).text.trim();
      if (text !== '' && !isStuck(text, seconds)) return text;
      if (best === '') best = withoutLoops(text);
    }
    return best;
  }
}
