/** Samples per second of the audio an engine hears. */
export const ENGINE_SAMPLE_RATE_HZ = 16_000;

/** Samples in one engine step: 80 ms. */
export const ENGINE_STEP_SAMPLES = 1_280;

/** One recognised word of the open turn. */
export type EngineWord = {
  readonly text: string;
  /** 0 to 1. An estimate where the recogniser gives none. */
  readonly confidence: number;
  /** Seconds since the stream's first sample; an estimate where the recogniser gives none. */
  readonly startSeconds: number;
  readonly endSeconds: number;
};

/** What an engine knows after one more step of audio. */
export type EngineStep = {
  /** End of the step: seconds since the stream's first sample. */
  readonly audioEndSeconds: number;
  /** Whether there is speech at the end of the step. */
  readonly speech: boolean;
  /** Seconds since the last speech; 0 during speech; since the stream began when there was none yet. */
  readonly silenceSeconds: number;
  /** The whole open turn so far, revisable. The words joined by single spaces. */
  readonly transcript: string;
  readonly words: readonly EngineWord[];
  /** 0 to 1, four decimals: that the open turn is over, given all audio up to the end of this step and nothing after. */
  readonly endOfTurnConfidence: number;
  /** Languages heard in the open turn, most frequent first (BCP-47 base codes); empty when unknown. */
  readonly languages: readonly string[];
};

/** Settings of one stream. */
export type SpeechStreamOptions = {
  /** Which of the engine's models hears it; see {@link EngineCapabilities}. Default: the first. Fixed when the stream is opened. */
  readonly model?: string;
  /** Words to expect. Engines that cannot use them ignore them; see {@link SpeechEngine.capabilities}. */
  readonly keyterms?: readonly string[];
  /** Languages to expect (BCP-47 codes), likeliest first. Engines of one language ignore them. */
  readonly languageHints?: readonly string[];
};

/**
 * One caller's audio on its way to words. Driven by audio alone: no clock. The same samples give the same steps
 * at any speed and any load, because a step waits for the decode it asked for.
 */
export interface SpeechStream {
  /**
   * Hears one step of exactly {@link ENGINE_STEP_SAMPLES} mono samples in -1..1.
   * Calls must not overlap: wait for the promise before the next call.
   * @throws the engine's error when the stream is closed or the recogniser fails
   */
  step(samples: Float32Array): Promise<EngineStep>;
  /**
   * Decodes whatever was heard and not decoded yet, without new audio.
   * Resolves to the last step with the final text.
   */
  flush(): Promise<EngineStep>;
  /** The text so far belongs to a turn that is over: the next step begins a new, empty turn. During a step, after that step. */
  endTurn(): void;
  /** Replaces the hints; takes effect from the next decode. */
  configure(options: SpeechStreamOptions): void;
  /** Frees the stream. Idempotent. A `step` under way rejects or resolves soon. */
  close(): void;
}

/** What an engine can honour. A server refuses the rest by name. */
export type EngineCapabilities = {
  readonly models: readonly string[];
  readonly keyterms: boolean;
  /** Those of the models that make use of keyterms. Default: all when `keyterms` is true. */
  readonly keytermModels?: readonly string[];
  /** Where there are models that make no use of keyterms: what to do to have one that does, as the end of a sentence. */
  readonly keytermAdvice?: string;
  readonly languages: readonly string[];
  /** By model that it could have and has not: one sentence that says how to get it. */
  readonly advice?: Readonly<Record<string, string>>;
};

/** How much more the machine can take. */
export type EngineLoad =
  /** Room for another stream. */
  | 'normal'
  /** Room for another stream whose text is looked at less often while somebody speaks. */
  | 'high'
  /** With another stream, ends of turns would come late. */
  | 'full';

/** A recogniser with voice activity and turn detection behind one interface. */
export interface SpeechEngine {
  /** For logs and `doctor`: the model's name. */
  readonly name: string;
  readonly capabilities: EngineCapabilities;
  /**
   * How much more the machine can take now. A server refuses new streams while it is `full`. Absent: never full.
   * It must not change what the streams that are open say.
   */
  readonly load?: EngineLoad;
  /**
   * Opens a stream for one caller's audio. Close it when the caller is gone.
   * @throws when the engine is closed
   */
  openStream(options?: SpeechStreamOptions): SpeechStream;
  /** Closes every stream and frees the models. Idempotent. */
  close(): Promise<void>;
}
