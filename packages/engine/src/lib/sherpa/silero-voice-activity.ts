import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { VoiceActivity } from '../recognition/voice-activity.ts';
import type { NativeVoiceActivity, SherpaModule } from './sherpa-module.ts';

const WINDOW_SAMPLES = 512;
/** The library keeps the audio of speech that goes on, for segments that are not used here. It complains when this is too little. */
const BUFFER_SECONDS = 30;
/** So speech that goes on for longer than this starts it afresh. */
const LONGEST_RUN_SAMPLES = (BUFFER_SECONDS - 2) * ENGINE_SAMPLE_RATE_HZ;
/** It counts samples in 32 bits: it is started afresh in a silence now and then. */
const LONGEST_LIFE_SAMPLES = 3_600 * ENGINE_SAMPLE_RATE_HZ;
/** Speech of this length would make the library change its threshold. Never. */
const NEVER_SECONDS = 100_000;
/** Detectors kept for the next stream: making one takes tens of milliseconds on the event loop. */
const MAX_IDLE = 8;

/** Makes voice-activity detectors of the Silero model, and keeps used ones for the next stream. */
export class SileroPool {
  readonly #sherpa: SherpaModule;
  readonly #modelPath: string;
  readonly #idle: NativeVoiceActivity[] = [];

  constructor(sherpa: SherpaModule, modelPath: string) {
    this.#sherpa = sherpa;
    this.#modelPath = modelPath;
    this.#idle.push(this.#create());
  }

  /** A detector that has heard nothing yet. `onWork` is told how long each window took. */
  take(onWork: (busyMs: number) => void = () => undefined): VoiceActivity {
    const native = this.#idle.pop() ?? this.#create();
    return new SileroVoiceActivity(native, onWork, () => {
      native.reset();
      if (this.#idle.length < MAX_IDLE) this.#idle.push(native);
    });
  }

  #create(): NativeVoiceActivity {
    return new this.#sherpa.Vad(
      {
        sileroVad: {
          model: this.#modelPath,
          threshold: 0.5,
          // The shortest there are (0 would mean the default): smoothing is done on this side, where it can be seen.
          minSilenceDuration: 0.001,
          minSpeechDuration: 0.001,
          maxSpeechDuration: NEVER_SECONDS,
          windowSize: WINDOW_SAMPLES,
        },
        sampleRate: ENGINE_SAMPLE_RATE_HZ,
        numThreads: 1,
        debug: 0,
      },
      BUFFER_SECONDS,
    );
  }
}

class SileroVoiceActivity implements VoiceActivity {
  readonly windowSamples: number = WINDOW_SAMPLES;
  // The library answers at the second window above or below its threshold.
  readonly attackWindows: number = 1;
  readonly releaseWindows: number = 1;
  readonly #native: NativeVoiceActivity;
  readonly #onWork: (busyMs: number) => void;
  #release: (() => void) | undefined;
  #runSamples = 0;
  #lifeSamples = 0;

  constructor(native: NativeVoiceActivity, onWork: (busyMs: number) => void, release: () => void) {
    this.#native = native;
    this.#onWork = onWork;
    this.#release = release;
  }

  hear(window: Float32Array): boolean {
    const startedAtMs = performance.now();
    this.#native.acceptWaveform(window);
    while (!this.#native.isEmpty()) this.#native.pop();
    const speech = this.#native.isDetected();
    this.#runSamples = speech ? this.#runSamples + window.length : 0;
    this.#lifeSamples += window.length;
    const due = this.#runSamples > LONGEST_RUN_SAMPLES || (!speech && this.#lifeSamples > LONGEST_LIFE_SAMPLES);
    if (due) {
      this.#native.reset();
      this.#runSamples = 0;
      this.#lifeSamples = 0;
    }
    this.#onWork(performance.now() - startedAtMs);
    return speech;
  }

  release(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }
}
