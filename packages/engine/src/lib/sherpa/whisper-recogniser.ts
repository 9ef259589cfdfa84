import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { Recogniser, RecognitionRequest } from '../recognition/recogniser.ts';
import { isStuck, withoutLoops } from '../text/repeats.ts';
import { LanguageGate } from './language-gate.ts';
import { prepareAudio } from './prepare-audio.ts';
import type { AudioPreparation } from './prepare-audio.ts';
import type { NativeRecogniser, OfflineRecogniserConfig } from './sherpa-module.ts';

const PREPARATION: AudioPreparation = {
  lead: 0.1 * ENGINE_SAMPLE_RATE_HZ,
  tail: 0.3 * ENGINE_SAMPLE_RATE_HZ,
  peak: 0.5,
  noisePeak: 0,
};

/** The language is found out. */
const ANY = '';

/** `<|en|>` or `en`, as versions of the library differ. */
function toCode(language: string | undefined): string {
  return (language ?? '').replaceAll(/[^a-z-]/gu, '');
}

function baseCode(language: string): string {
  return (language.split('-', 1)[0] ?? language).toLowerCase();
}

/**
 * Whisper through sherpa-onnx. With one hint it decodes in that language. With several it finds the language out, and decodes again
 * in the likeliest of the hints when it found another. It has one language at a time for all callers, so those of one language
 * are let in together.
 */
export class WhisperRecogniser implements Recogniser {
  readonly #native: NativeRecogniser;
  readonly #languages: ReadonlySet<string>;
  readonly #gate: LanguageGate;

  constructor(native: NativeRecogniser, config: OfflineRecogniserConfig, languages: readonly string[]) {
    this.#native = native;
    this.#languages = new Set(languages);
    const { whisper } = config.modelConfig;
    this.#gate = new LanguageGate(ANY, (language) => {
      if (whisper === undefined) return;
      native.setConfig({ ...config, modelConfig: { ...config.modelConfig, whisper: { ...whisper, language } } });
    });
  }

  async decode({ samples, speech, purpose, context }: RecognitionRequest): Promise<string> {
    const audio = prepareAudio(samples, speech, purpose === 'partial', PREPARATION);
    const hints = (context?.languageHints ?? []).map(baseCode).filter((hint) => this.#languages.has(hint));
    const [likeliest, ...others] = hints;
    let heard = await this.#decodeIn(others.length === 0 ? (likeliest ?? ANY) : ANY, audio);
    if (likeliest !== undefined && !hints.includes(heard.language)) heard = await this.#decodeIn(likeliest, audio);
    if (heard.text !== '' && heard.language !== '') context?.heardLanguage(heard.language);
    return heard.text;
  }

  async #decodeIn(
    language: string,
    audio: Float32Array,
  ): Promise<{ readonly text: string; readonly language: string }> {
    return this.#gate.pass(language, async () => {
      const stream = this.#native.createStream();
      stream.acceptWaveform({ samples: audio, sampleRate: ENGINE_SAMPLE_RATE_HZ });
      const { text, lang } = await this.#native.decodeAsync(stream);
      const words = text.trim();
      const stuck = isStuck(words, audio.length / ENGINE_SAMPLE_RATE_HZ);
      return { text: stuck ? withoutLoops(words) : words, language: language === ANY ? toCode(lang) : language };
    });
  }
}
