import { createRequire } from 'node:module';

/** The part of `sherpa-onnx-node` that is used; the package has no type declarations of its own. */
export type SherpaModule = {
  readonly OfflineRecognizer: {
    createAsync(config: OfflineRecogniserConfig): Promise<NativeRecogniser>;
  };
  readonly Vad: new (config: VoiceActivityConfig, bufferSeconds: number) => NativeVoiceActivity;
};

/** Settings of a recogniser of whole stretches. */
export type OfflineRecogniserConfig = {
  readonly featConfig: { readonly sampleRate: number; readonly featureDim: number };
  readonly modelConfig: OfflineModelConfig;
  /** Default `greedy_search`. Words to expect need `modified_beam_search`. */
  readonly decodingMethod?: 'greedy_search' | 'modified_beam_search';
  readonly maxActivePaths?: number;
  /** How much a word that is expected is favoured. */
  readonly hotwordsScore?: number;
};

/** Settings of a model: the files of one kind, and what all kinds share. */
export type OfflineModelConfig = {
  readonly moonshine?: { readonly encoder: string; readonly mergedDecoder: string };
  readonly transducer?: { readonly encoder: string; readonly decoder: string; readonly joiner: string };
  readonly whisper?: {
    readonly encoder: string;
    readonly decoder: string;
    /** Empty: found out. */
    readonly language: string;
    readonly task: 'transcribe';
    readonly tailPaddings: number;
  };
  readonly modelType?: string;
  readonly modelingUnit?: string;
  readonly bpeVocab?: string;
  readonly tokens: string;
  readonly numThreads: number;
  readonly provider: 'cpu';
  readonly debug: 0 | 1;
};

/** A recogniser of whole stretches. */
export type NativeRecogniser = {
  /** `hotwords`: phrases with `/` between them; only with `modified_beam_search`. */
  createStream(hotwords?: string): NativeStream;
  /** Takes effect with the next decode; only of Whisper's settings. */
  setConfig(config: OfflineRecogniserConfig): void;
  /** `lang` where the model finds out. */
  decodeAsync(stream: NativeStream): Promise<{ readonly text: string; readonly lang?: string }>;
};

/** The samples of one stretch. */
export type NativeStream = {
  acceptWaveform(audio: { readonly samples: Float32Array; readonly sampleRate: number }): void;
};

/** Settings of the voice-activity detector; durations in seconds. */
export type VoiceActivityConfig = {
  readonly sileroVad: {
    readonly model: string;
    readonly threshold: number;
    readonly minSilenceDuration: number;
    readonly minSpeechDuration: number;
    readonly maxSpeechDuration: number;
    readonly windowSize: number;
  };
  readonly sampleRate: number;
  readonly numThreads: number;
  readonly debug: 0 | 1;
};

/** A voice-activity detector. */
export type NativeVoiceActivity = {
  acceptWaveform(samples: Float32Array): void;
  isDetected(): boolean;
  isEmpty(): boolean;
  pop(): void;
  reset(): void;
};

/**
 * Loads the native library, which is an optional peer.
 * @throws SherpaMissingError
 */
export function loadSherpa(load: (name: string) => SherpaModule = createRequire(import.meta.url)): SherpaModule {
  try {
    return load('sherpa-onnx-node');
  } catch (error) {
    throw new SherpaMissingError(error);
  }
}

/** Thrown when the native library is not installed or does not load on this machine. */
export class SherpaMissingError extends Error {
  override readonly name = 'SherpaMissingError';

  constructor(cause: unknown) {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND';
    super(
      absent
        ? 'The local recogniser needs the package sherpa-onnx-node; add it with "npm install sherpa-onnx-node".'
        : `The package sherpa-onnx-node does not load on ${process.platform}-${process.arch}; install it again with "npm install sherpa-onnx-node".`,
      { cause },
    );
  }
}
