import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { Recogniser, RecognitionRequest } from '../recognition/recogniser.ts';
import { isStuck, withoutLoops } from '../text/repeats.ts';
import { prepareAudio } from './prepare-audio.ts';
import type { AudioPreparation } from './prepare-audio.ts';
import type { NativeRecogniser } from './sherpa-module.ts';

const USUAL: AudioPreparation = { lead: seconds(0.05), tail: seconds(0.2), peak: 0.5, noisePeak: 2e-3 };

/** What is tried, in order, while the answer is empty or stuck. Measured on short utterances: most give in at the second. */
const TRIES: readonly AudioPreparation[] = [
  USUAL,
  { ...USUAL, tail: seconds(0.1) },
  { ...USUAL, lead: seconds(0.15) },
  { ...USUAL, peak: 0.3 },
  { ...USUAL, noisePeak: 0 },
];

/** A long stretch takes its time, and is seldom answered with nothing: it is asked for so often only. */
const LONG = { samples: seconds(6), tries: 2 };

/**
 * Moonshine through sherpa-onnx. The model answers a good tenth of short utterances with nothing, and now and then repeats
 * itself without end; what helps is to ask again with a little more or less around the speech.
 */
export class MoonshineRecogniser implements Recogniser {
  readonly #native: NativeRecogniser;

  constructor(native: NativeRecogniser) {
    this.#native = native;
  }

  async decode({ samples, speech, purpose }: RecognitionRequest): Promise<string> {
    const goesOn = purpose === 'partial';
    let best = '';
    const tries = samples.length > LONG.samples ? TRIES.slice(0, LONG.tries) : TRIES;
    // A look may fail: the next one is a quarter of a second away.
    for (const preparation of goesOn ? [USUAL] : tries) {
      const audio = prepareAudio(samples, speech, goesOn, preparation);
      const stream = this.#native.createStream();
      stream.acceptWaveform({ samples: audio, sampleRate: ENGINE_SAMPLE_RATE_HZ });
      const text = (await this.#native.decodeAsync(stream)).text.trim();
      if (text !== '' && !isStuck(text, audio.length / ENGINE_SAMPLE_RATE_HZ)) return text;
      if (best === '') best = withoutLoops(text);
    }
    return best;
  }
}

function seconds(duration: number): number {
  return duration * ENGINE_SAMPLE_RATE_HZ;
}
