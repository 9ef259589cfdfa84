import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { Recogniser, RecognitionRequest } from '../recognition/recogniser.ts';
import { prepareAudio } from './prepare-audio.ts';
import type { AudioPreparation } from './prepare-audio.ts';
import type { NativeRecogniser } from './sherpa-module.ts';

const PREPARATION: AudioPreparation = {
  lead: 0.1 * ENGINE_SAMPLE_RATE_HZ,
  tail: 0.2 * ENGINE_SAMPLE_RATE_HZ,
  peak: 0.5,
  noisePeak: 0,
};

/** What a transducer takes and gives. */
export type TransducerTraits = {
  /** Whether it takes words to expect. */
  readonly keyterms: boolean;
  /** Whether it knows upper case only: terms are given so, and its text is told in lower case. */
  readonly upperCase: boolean;
};

/** A transducer through sherpa-onnx, with the caller's keyterms as its hotwords where it takes some. */
export class TransducerRecogniser implements Recogniser {
  readonly #native: NativeRecogniser;
  readonly #traits: TransducerTraits;

  constructor(native: NativeRecogniser, traits: TransducerTraits) {
    this.#native = native;
    this.#traits = traits;
  }

  async decode({ samples, speech, purpose, context }: RecognitionRequest): Promise<string> {
    const audio = prepareAudio(samples, speech, purpose === 'partial', PREPARATION);
    const hotwords = this.#traits.keyterms ? this.#hotwordsOf(context?.keyterms ?? []) : '';
    const stream = hotwords === '' ? this.#native.createStream() : this.#native.createStream(hotwords);
    stream.acceptWaveform({ samples: audio, sampleRate: ENGINE_SAMPLE_RATE_HZ });
    const text = (await this.#native.decodeAsync(stream)).text.trim();
    return this.#traits.upperCase ? text.toLowerCase() : text;
  }

  /** The phrases as the library separates them. What would be read as a separator or a score is left out of a term. */
  #hotwordsOf(keyterms: readonly string[]): string {
    return keyterms
      .map((term) =>
        term
          .replaceAll(/[^\p{L}\p{M}\p{N}' -]/gu, ' ')
          .replaceAll(/\s+/gu, ' ')
          .trim(),
      )
      .filter((term) => term !== '')
      .map((term) => (this.#traits.upperCase ? term.toUpperCase() : term))
      .join('/');
  }
}
