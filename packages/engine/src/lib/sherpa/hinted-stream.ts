import type { EngineStep, SpeechStream, SpeechStreamOptions } from '../engine.ts';
import type { Recogniser, RecognitionContext } from '../recognition/recogniser.ts';

/** What a stream over a recogniser with hints is made of. */
export type HintedStreamParts = {
  readonly recogniser: Recogniser;
  readonly options: SpeechStreamOptions;
  /** The languages of a recogniser that does not find out which was spoken; `undefined` for one that does. */
  readonly languages: readonly string[] | undefined;
  /** Makes the stream itself over the recogniser it is given. */
  readonly open: (recogniser: Recogniser) => SpeechStream;
};

/** Gives the recogniser of a stream the caller's hints, and the steps the languages that it heard in the open turn. */
export class HintedStream implements SpeechStream {
  readonly #stream: SpeechStream;
  readonly #findsLanguages: boolean;
  #hints: Pick<RecognitionContext, 'keyterms' | 'languageHints'> = { keyterms: [], languageHints: [] };
  /** How often each was heard in the open turn. */
  #heard = new Map<string, number>();

  constructor({ recogniser, options, languages, open }: HintedStreamParts) {
    this.#findsLanguages = languages === undefined;
    this.#setHints(options);
    const heardLanguage = (language: string): void => {
      this.#heard.set(language, (this.#heard.get(language) ?? 0) + 1);
    };
    this.#stream = open({
      decode: async (request) => recogniser.decode({ ...request, context: { ...this.#hints, heardLanguage } }),
    });
  }

  async step(samples: Float32Array): Promise<EngineStep> {
    return this.#withLanguages(await this.#stream.step(samples));
  }

  async flush(): Promise<EngineStep> {
    return this.#withLanguages(await this.#stream.flush());
  }

  endTurn(): void {
    this.#stream.endTurn();
    this.#heard = new Map();
  }

  configure(options: SpeechStreamOptions): void {
    this.#setHints(options);
    this.#stream.configure(options);
  }

  close(): void {
    this.#stream.close();
  }

  #setHints({ keyterms, languageHints }: SpeechStreamOptions): void {
    this.#hints = {
      keyterms: keyterms ?? this.#hints.keyterms,
      languageHints: languageHints ?? this.#hints.languageHints,
    };
  }

  #withLanguages(step: EngineStep): EngineStep {
    if (!this.#findsLanguages || step.words.length === 0) return step;
    const byCount = [...this.#heard].toSorted(([, left], [, right]) => right - left);
    return { ...step, languages: byCount.map(([language]) => language) };
  }
}
