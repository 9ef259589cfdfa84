import type { ListenParameters } from '@turnstream/flux/protocol';

import { StepCutter } from './step-cutter.ts';

/** A step of 16 kHz samples, or why this stream cannot be heard. */
export type HeardAudio =
  | { readonly kind: 'step'; readonly samples: Float32Array }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Turns the bytes of a stream, cut anywhere, into engine steps. */
export class AudioIntake {
  /** What one second of audio takes on the wire. */
  readonly bytesPerSecond: number;
  readonly #cutter: StepCutter = new StepCutter();

  constructor(parameters: ListenParameters) {
    this.bytesPerSecond = 2 * (parameters.sampleRateHz ?? 16_000);
  }

  async *push(bytes: Uint8Array): AsyncGenerator<HeardAudio, void, undefined> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const samples = Float32Array.from({ length: bytes.length >> 1 }, (_, at) => view.getInt16(at * 2, true) / 32_768);
    for (const step of this.#cutter.push(samples)) {
      yield { kind: 'step', samples: step };
    }
  }

  async *finish(): AsyncGenerator<HeardAudio, void, undefined> {
    const step = this.#cutter.finish();
    if (step !== undefined) {
      yield { kind: 'step', samples: step };
    }
  }

  close(): void {
    this.#cutter.finish();
  }
}
