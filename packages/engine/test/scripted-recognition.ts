import type { Recogniser, RecognitionRequest } from '../src/lib/recognition/recogniser.ts';
import type { VoiceActivity } from '../src/lib/recognition/voice-activity.ts';

/** Voice activity by loudness: a sample above 0.1 in the window is speech. */
export function loudnessActivity(onRelease: () => void = () => undefined): VoiceActivity {
  return {
    windowSamples: 512,
    attackWindows: 0,
    releaseWindows: 0,
    hear: (window) => window.some((sample) => sample > 0.1),
    release: onRelease,
  };
}

/** "Says" one word for every 0.4 s of loud audio in the stretch: w1 w2 w3. Keeps what it was asked. */
export class CountingRecogniser implements Recogniser {
  readonly requests: RecognitionRequest[] = [];
  readonly #delay: () => Promise<void>;

  constructor(delay: () => Promise<void> = async () => undefined) {
    this.#delay = delay;
  }

  async decode(request: RecognitionRequest): Promise<string> {
    this.requests.push(request);
    await this.#delay();
    const loud = request.samples.filter((sample) => sample > 0.1).length;
    const words = Array.from({ length: Math.floor(loud / 6_400) }, (_, index) => `w${index + 1}`);
    return words.length === 0 ? '' : `${words.join(' ')}.`;
  }
}

/** Audio of speech and silence in turns, silence first; seconds. A multiple of 80 ms, padded with silence. */
export function loudAndQuiet(...durations: readonly number[]): Float32Array {
  const parts = durations.map((seconds, index) =>
    Float32Array.from({ length: Math.round(seconds * 16_000) }, () => (index % 2 === 1 ? 0.5 : 0)),
  );
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const samples = new Float32Array(Math.ceil(length / 1_280) * 1_280);
  let position = 0;
  for (const part of parts) {
    samples.set(part, position);
    position += part.length;
  }
  return samples;
}
