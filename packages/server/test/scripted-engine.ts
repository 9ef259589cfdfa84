import type {
  EngineCapabilities,
  EngineStep,
  SpeechEngine,
  SpeechStream,
  SpeechStreamOptions,
} from '@turnstream/engine';
import { ENGINE_STEP_SAMPLES } from '@turnstream/engine';

/**
 * What a scripted engine makes of the audio from a time on. What a cue leaves out stays as it was, except that the
 * text begins empty after every end of a turn.
 */
export type Cue = {
  /** Seconds of audio: the end of the first step this holds for. */
  readonly at: number;
  readonly text?: string;
  readonly confidence?: number;
  readonly speech?: boolean;
  readonly languages?: readonly string[];
};

/** Options of {@link createScriptedEngine}. */
export type ScriptedEngineOptions = {
  readonly cues?: readonly Cue[];
  /** The text of `flush()`. Default: that of the last step. */
  readonly flushedText?: string;
  readonly capabilities?: Partial<EngineCapabilities>;
  /** Called before each step; a promise delays it, a throw fails it. */
  readonly beforeStep?: (stepNumber: number) => Promise<void> | void;
  /** Called when a stream is opened; a throw fails it. */
  readonly beforeOpen?: () => void;
};

/** A stream of a scripted engine, with what was done to it. */
export type ScriptedStream = SpeechStream & {
  readonly options: SpeechStreamOptions | undefined;
  readonly heard: Float32Array[];
  readonly configured: SpeechStreamOptions[];
  /** Seconds of audio at each `endTurn()`. */
  readonly endedTurnsAt: number[];
  readonly flushes: number;
  readonly closed: boolean;
};

/** An engine that says what its script says. */
export type ScriptedEngine = SpeechEngine & { readonly streams: readonly ScriptedStream[] };

const STEP_SECONDS = 0.08;

function toStepNumber(seconds: number): number {
  return Math.round(seconds / STEP_SECONDS);
}

class Stream implements ScriptedStream {
  readonly heard: Float32Array[] = [];
  readonly configured: SpeechStreamOptions[] = [];
  readonly endedTurnsAt: number[] = [];
  readonly options: SpeechStreamOptions | undefined;
  flushes = 0;
  closed = false;
  readonly #script: ScriptedEngineOptions;
  #now: Required<Omit<Cue, 'at'>> = { text: '', confidence: 0, speech: false, languages: [] };
  #silentSteps = 0;

  constructor(script: ScriptedEngineOptions, options: SpeechStreamOptions | undefined) {
    this.#script = script;
    this.options = options;
  }

  async step(samples: Float32Array): Promise<EngineStep> {
    if (samples.length !== ENGINE_STEP_SAMPLES) {
      throw new RangeError(`a step has ${ENGINE_STEP_SAMPLES} samples, got ${samples.length}`);
    }
    await this.#script.beforeStep?.(this.heard.length + 1);
    if (this.closed) {
      throw new Error('the stream is closed');
    }
    this.heard.push(samples);
    const { at: _, ...cue } = this.#script.cues?.find(({ at }) => toStepNumber(at) === this.heard.length) ?? { at: 0 };
    this.#now = { ...this.#now, ...cue };
    this.#silentSteps = this.#now.speech ? 0 : this.#silentSteps + 1;
    return this.#describe();
  }

  async flush(): Promise<EngineStep> {
    this.flushes += 1;
    this.#now = { ...this.#now, text: this.#script.flushedText ?? this.#now.text };
    return this.#describe();
  }

  endTurn(): void {
    this.#now = { ...this.#now, text: '', languages: [] };
    this.endedTurnsAt.push(this.heard.length * STEP_SECONDS);
  }

  configure(options: SpeechStreamOptions): void {
    this.configured.push(options);
  }

  close(): void {
    this.closed = true;
  }

  #describe(): EngineStep {
    const audioEndSeconds = this.heard.length * STEP_SECONDS;
    const texts = this.#now.text.split(' ').filter((text) => text !== '');
    return {
      audioEndSeconds,
      speech: this.#now.speech,
      silenceSeconds: this.#silentSteps * STEP_SECONDS,
      transcript: this.#now.text,
      words: texts.map((text, index) => ({
        text,
        confidence: 0.9,
        startSeconds: index * STEP_SECONDS,
        endSeconds: (index + 1) * STEP_SECONDS,
      })),
      endOfTurnConfidence: this.#now.confidence,
      languages: this.#now.languages,
    };
  }
}

/** Makes an engine that hears whatever its cues say, at exact audio times, whatever the audio is. */
export function createScriptedEngine(script: ScriptedEngineOptions = {}): ScriptedEngine {
  const streams: Stream[] = [];
  return {
    name: 'scripted',
    capabilities: { models: ['flux-general-en'], keyterms: false, languages: ['en'], ...script.capabilities },
    streams,
    openStream(options) {
      script.beforeOpen?.();
      const stream = new Stream(script, options);
      streams.push(stream);
      return stream;
    },
    async close() {
      for (const stream of streams) {
        stream.close();
      }
    },
  };
}
