import { ENGINE_STEP_SAMPLES } from '@turnstream/engine';

/** Cuts samples that arrive in pieces of any size into engine steps. */
export class StepCutter {
  #open: Float32Array = new Float32Array(ENGINE_STEP_SAMPLES);
  #filled = 0;

  /** Samples that would complete the open step; 0 when none is open. */
  get missingSamples(): number {
    return this.#filled === 0 ? 0 : ENGINE_STEP_SAMPLES - this.#filled;
  }

  /**
   * Takes samples in.
   *
   * @yields the steps they complete; each is the caller's to keep
   */
  *push(samples: Float32Array): Generator<Float32Array, void, undefined> {
    let offset = 0;
    while (offset < samples.length) {
      const piece = samples.subarray(offset, offset + ENGINE_STEP_SAMPLES - this.#filled);
      this.#open.set(piece, this.#filled);
      this.#filled += piece.length;
      offset += piece.length;
      if (this.#filled === ENGINE_STEP_SAMPLES) {
        yield this.#take();
      }
    }
  }

  /** The last step, filled up with silence; nothing when no samples are left over. */
  finish(): Float32Array | undefined {
    return this.#filled === 0 ? undefined : this.#take();
  }

  #take(): Float32Array {
    const step = this.#open;
    this.#open = new Float32Array(ENGINE_STEP_SAMPLES);
    this.#filled = 0;
    return step;
  }
}
