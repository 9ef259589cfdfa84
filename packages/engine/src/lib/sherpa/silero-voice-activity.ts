import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { VoiceActivity } from '../recognition/voice-activity.ts';
import type { NativeVoiceActivity, SherpaModule } from './sherpa-module.ts';

const WINDOW_SAMPLES = 512;
/** The library keeps this much audio for segments, which are not used here. */
const BUFFER_SECONDS = 4;
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

  /** A detector that has heard nothing yet. */
  take(): VoiceActivity {
    const native = this.#idle.pop() ?? this.#create();
    return new SileroVoiceActivity(native, () => {
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
          maxSpeechDuration: BUFFER_SECONDS / 2,
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
  #release: (() => void) | undefined;

  constructor(native: NativeVoiceActivity, release: () => void) {
    this.#native = native;
    this.#release = release;
  }

  hear(window: Float32Array): boolean {
    this.#native.acceptWaveform(window);
    while (!this.#native.isEmpty()) this.#native.pop();
    return this.#native.isDetected();
  }

  release(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }
}
